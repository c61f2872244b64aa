import type { z } from 'zod';
import type { ProviderTemplate } from '../channels/whatsapp/client.js';
import { namesIn } from '../channels/whatsapp/templateText.js';
import { messageShape, type SentMessage, type SentTemplate } from './messageShape.js';
import type { AcceptedSend } from './options.js';
import type { Refusal } from './refusals.js';

export interface CheckedMessage {
  readonly recipient: string;
  readonly recipientKind: AcceptedSend['recipientKind'];
  readonly message: SentMessage;
  /** Uploaded media that it names; null: none. */
  readonly mediaIds: readonly string[];
}

const PHONE = /^\+?[\d\s().-]+$/;
const DIGITS = /^[1-9]\d{6,14}$/;

/** Checks a message against the contract as strictly as the provider does, or more. */
export function checkMessage(
  body: unknown,
  templates: readonly ProviderTemplate[],
  hasMedia: (id: string) => boolean,
): CheckedMessage | Refusal {
  const parsed = messageShape.safeParse(body);
  if (!parsed.success) return refusalOf(parsed.error, body);
  const message = parsed.data;
  const addressed = addressOf(message);
  if ('code' in addressed) return addressed;
  if (message.type === 'template') {
    const refusal = checkTemplate(message.template, templates);
    if (refusal !== null) return refusal;
  }
  const mediaIds = mediaIdsOf(message);
  const missing = mediaIds.find((id) => !hasMedia(id));
  if (missing !== undefined)
    return { code: 100, details: `${missing} is no media attachment of this account.` };
  return { ...addressed, message, mediaIds };
}

/** Says of the first mistake what the provider says; its details quote the path. */
export function refusalOf(error: z.ZodError, body: unknown): Refusal {
  const [issue] = error.issues;
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys')
    return { code: 100, details: `Unexpected key ${issue.keys.join(', ')} on param ${path}.` };
  const isMissing = issue?.path.reduce(memberOf, body) === undefined;
  const details = `${path}: ${issue?.message ?? 'not valid'}`;
  return { code: isMissing ? 131008 : 131009, details };
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function addressOf({
  to,
  recipient,
  recipient_type,
}: SentMessage): Pick<CheckedMessage, 'recipient' | 'recipientKind'> | Refusal {
  if ((to === undefined) === (recipient === undefined))
    return {
      code: to === undefined ? 131008 : 131009,
      details: 'Exactly one of to and recipient is required.',
    };
  if (recipient_type === 'group')
    return to === undefined
      ? { code: 131008, details: 'The parameter to is required for a group.' }
      : { recipient: to, recipientKind: 'GROUP' };
  if (recipient !== undefined) return { recipient, recipientKind: 'USER' };
  if (to !== undefined && PHONE.test(to) && DIGITS.test(to.replace(/\D/g, '')))
    return { recipient: to, recipientKind: 'PHONE' };
  return { code: 131009, details: `Recipient phone number ${to ?? ''} is not valid.` };
}

/** Exists, may be sent, and has as many variables as were given. */
function checkTemplate(
  { name, language, components = [] }: SentTemplate,
  templates: readonly ProviderTemplate[],
): Refusal | null {
  const template = templates.find((it) => it.name === name && it.language === language.code);
  if (!template)
    return { code: 132001, details: `template name (${name}) does not exist in ${language.code}` };
  if (template.status === 'PAUSED') return { code: 132015 };
  if (template.status !== 'APPROVED')
    return { code: 132001, details: `template name (${name}) is not approved` };
  for (const type of ['header', 'body'] as const) {
    const own = template.components.find((it) => it.type === type.toUpperCase());
    const format = own?.format ?? 'TEXT';
    const isMedia = format !== 'TEXT';
    const names = isMedia ? ['media'] : namesIn(own?.text ?? '');
    const given = components.find((it) => it.type === type)?.parameters ?? [];
    if (given.length !== names.length) {
      const details = `${type}: number of localizable_params (${given.length}) does not match the expected number of params (${names.length})`;
      return { code: 132000, details };
    }
    const wanted: unknown = isMedia ? format.toLowerCase() : 'text';
    if (given.some((it) => it.type !== wanted))
      return { code: 132012, details: `${type}: parameter of a wrong type` };
    if (template.parameterFormat === 'NAMED' && !isMedia) {
      const told = given.map((it) => (it.type === 'text' ? it.parameter_name : undefined));
      if (!names.every((it) => told.includes(it))) return { code: 100, details: `${type}: parameter_name` };
    }
  }
  const buttons = template.components.flatMap((it) => it.buttons);
  const needing = buttons.flatMap((button, index) =>
    button.type === 'COPY_CODE' || namesIn(button.url ?? '').length > 0 ? [index] : [],
  );
  const filled = components.flatMap((it) => (it.type === 'button' ? [Number(it.index)] : []));
  const lacks = needing.find((index) => !filled.includes(index));
  return lacks === undefined
    ? null
    : { code: 131008, details: `buttons: Button at index ${lacks} requires a parameter` };
}

function mediaIdsOf(message: SentMessage): readonly string[] {
  switch (message.type) {
    case 'image':
      return idOf(message.image);
    case 'video':
      return idOf(message.video);
    case 'document':
      return idOf(message.document);
    case 'audio':
      return idOf(message.audio);
    case 'sticker':
      return idOf(message.sticker);
    case 'template':
    case 'interactive':
    case 'text':
      return [];
  }
}

function idOf({ id }: { readonly id?: string | undefined }): readonly string[] {
  return id === undefined ? [] : [id];
}
