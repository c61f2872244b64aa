import { z } from 'zod';

// The provider's shapes and bounds. Strict throughout: what it does not know it refuses, and so does the double.

const text = (max: number) => z.string().min(1).max(max);
const address = z.url({ protocol: /^https?$/ }).max(2_048);

const source = { link: address.optional(), id: text(256).optional() };
const isOneSource = ({
  link,
  id,
}: {
  readonly link?: string | undefined;
  readonly id?: string | undefined;
}) => (link === undefined) !== (id === undefined);
const ONE_SOURCE = 'either link or id';
const caption = text(1_024).optional();
const image = z.strictObject({ ...source, caption }).refine(isOneSource, ONE_SOURCE);
const video = z.strictObject({ ...source, caption }).refine(isOneSource, ONE_SOURCE);
const document = z
  .strictObject({ ...source, caption, filename: text(240).optional() })
  .refine(isOneSource, ONE_SOURCE);
const audio = z.strictObject({ ...source, voice: z.boolean().optional() }).refine(isOneSource, ONE_SOURCE);
const sticker = z.strictObject(source).refine(isOneSource, ONE_SOURCE);

const header = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: text(60) }),
  z.strictObject({ type: z.literal('image'), image }),
  z.strictObject({ type: z.literal('video'), video }),
  z.strictObject({ type: z.literal('document'), document }),
]);
const textHeader = z.strictObject({ type: z.literal('text'), text: text(60) });
const footer = z.strictObject({ text: text(60) }).optional();

const replyButton = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: text(256), title: text(20) }),
});
const row = z.strictObject({ id: text(200), title: text(24), description: text(72).optional() });
const section = z.strictObject({ title: text(24).optional(), rows: z.array(row).min(1).max(10) });
const areDistinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

const interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    header: header.optional(),
    body: z.strictObject({ text: text(1_024) }),
    footer,
    action: z
      .strictObject({ buttons: z.array(replyButton).min(1).max(3) })
      .refine(({ buttons }) => areDistinct(buttons.map(({ reply }) => reply.id)), 'the same id twice')
      .refine(({ buttons }) => areDistinct(buttons.map(({ reply }) => reply.title)), 'the same title twice'),
  }),
  z.strictObject({
    type: z.literal('cta_url'),
    header: header.optional(),
    body: z.strictObject({ text: text(1_024) }),
    footer,
    action: z.strictObject({
      name: z.literal('cta_url'),
      parameters: z.strictObject({ display_text: text(20), url: address }),
    }),
  }),
  z.strictObject({
    type: z.literal('list'),
    header: textHeader.optional(),
    body: z.strictObject({ text: text(4_096) }),
    footer,
    action: z
      .strictObject({ button: text(20), sections: z.array(section).min(1).max(10) })
      .refine(({ sections }) => sections.flatMap(({ rows }) => rows).length <= 10, 'more than 10 rows')
      .refine(
        ({ sections }) => areDistinct(sections.flatMap(({ rows }) => rows.map(({ id }) => id))),
        'the same row id twice',
      )
      .refine(
        ({ sections }) => sections.length === 1 || sections.every(({ title }) => title !== undefined),
        'a section without a title',
      ),
  }),
]);

const parameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: text(32_768), parameter_name: text(64).optional() }),
  z.strictObject({ type: z.literal('image'), image }),
  z.strictObject({ type: z.literal('video'), video }),
  z.strictObject({ type: z.literal('document'), document }),
  z.strictObject({ type: z.literal('payload'), payload: text(256) }),
  z.strictObject({ type: z.literal('coupon_code'), coupon_code: text(20) }),
]);
const component = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), parameters: z.array(parameter).min(1) }),
  z.strictObject({ type: z.literal('body'), parameters: z.array(parameter).min(1) }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.enum(['url', 'quick_reply', 'copy_code']),
    index: z.union([z.string().regex(/^\d$/), z.int().min(0).max(9)]),
    parameters: z.array(parameter).length(1),
  }),
]);
const template = z.strictObject({
  name: text(512),
  language: z.strictObject({ code: text(16), policy: z.literal('deterministic').optional() }),
  components: z.array(component).optional(),
});
export type SentTemplate = z.infer<typeof template>;

const common = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).default('individual'),
  to: text(256).optional(),
  recipient: text(256).optional(),
  context: z.strictObject({ message_id: text(512) }).optional(),
  biz_opaque_callback_data: text(512).optional(),
};

/** `POST /{phone_number_id}/messages`: a message to send. */
export const messageShape = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('text'),
    text: z.strictObject({ body: text(4_096), preview_url: z.boolean().optional() }),
  }),
  z.strictObject({ ...common, type: z.literal('image'), image }),
  z.strictObject({ ...common, type: z.literal('video'), video }),
  z.strictObject({ ...common, type: z.literal('document'), document }),
  z.strictObject({ ...common, type: z.literal('audio'), audio }),
  z.strictObject({ ...common, type: z.literal('sticker'), sticker }),
  z.strictObject({ ...common, type: z.literal('template'), template }),
  z.strictObject({ ...common, type: z.literal('interactive'), interactive }),
]);
export type SentMessage = z.infer<typeof messageShape>;

/** The same address, for marking a message read. */
export const markReadShape = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: text(512),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});
