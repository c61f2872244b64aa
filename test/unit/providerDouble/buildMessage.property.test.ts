import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OutboundContent, OutboundMessage, Recipient } from '../../../src/channels/outbound.js';
import { isTelling, OUTBOUND_MEDIA_TYPES } from '../../../src/channels/outbound.js';
import { buildMessage } from '../../../src/channels/whatsapp/buildMessage.js';
import { checkMessage } from '../../../src/providerDouble/checkMessage.js';
import { newMessageId } from '../../../src/providerDouble/messageId.js';

const text = (maxLength: number) => fc.string({ minLength: 1, maxLength });
const address = fc.webUrl().filter((url) => URL.canParse(url) && url.length < 200);
const recipient: fc.Arbitrary<Recipient> = fc.oneof(
  fc.record({
    kind: fc.constant('PHONE' as const),
    phone: fc.bigInt({ min: 1_000_000n, max: 999_999_999_999_999n }).map((digits) => `+${digits}`),
  }),
  fc.record({ kind: fc.constant('USER' as const), userId: fc.nat().map((id) => `BR.${id}`) }),
  fc.record({
    kind: fc.constant('GROUP' as const),
    groupId: fc.base64String({ minLength: 4, maxLength: 40 }),
  }),
);
const media = fc.record({
  type: fc.constant('media' as const),
  mediaType: fc.constantFrom(...OUTBOUND_MEDIA_TYPES),
  source: fc.oneof(
    fc.record({ kind: fc.constant('LINK' as const), url: address }),
    fc.record({ kind: fc.constant('UPLOADED' as const), providerMediaId: text(20) }),
  ),
  caption: fc.option(text(1_024)),
  fileName: fc.option(text(240)),
  mimeType: fc.option(text(20)),
});
const replies = fc
  .uniqueArray(fc.record({ id: text(256), label: text(20) }), {
    minLength: 1,
    maxLength: 3,
    comparator: (a, b) => a.id === b.id || a.label === b.label,
  })
  .map((list) => list.map((button) => ({ type: 'reply' as const, ...button })));
const link = fc
  .record({ type: fc.constant('url' as const), label: text(20), url: address })
  .map((it) => [it]);
const rows = fc.uniqueArray(
  fc.record({ rowId: text(200), title: text(24), description: fc.option(text(72)) }),
  { minLength: 1, maxLength: 10, selector: ({ rowId }) => rowId },
);
const textHeader = fc.record({ type: fc.constant('text' as const), content: text(60) });
const mediaHeader = fc.record({
  type: fc.constantFrom('image' as const, 'video' as const, 'document' as const),
  content: address,
});
const interactive = fc.oneof(
  fc.record({
    type: fc.constant('interactive' as const),
    body: text(1_024),
    header: fc.option(fc.oneof(textHeader, mediaHeader)),
    footer: fc.option(text(60)),
    action: fc.record({ kind: fc.constant('BUTTONS' as const), buttons: fc.oneof(replies, link) }),
  }),
  fc.record({
    type: fc.constant('interactive' as const),
    body: text(1_024),
    header: fc.option(textHeader),
    footer: fc.option(text(60)),
    action: fc.record({
      kind: fc.constant('LIST' as const),
      list: fc.record({
        buttonText: text(20),
        sections: fc.tuple(fc.record({ title: fc.option(text(24)), rows })),
      }),
    }),
  }),
);
const content: fc.Arbitrary<OutboundContent> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), body: text(4_096) }),
  media,
  interactive,
);
const message: fc.Arbitrary<OutboundMessage> = fc.record({
  recipient,
  content,
  replyTo: fc.option(text(100)),
  trackingData: fc.uuid(),
});

it('whatever is within the provider’s bounds is built as its contract wants it, with nothing lost on the way', () => {
  fc.assert(
    fc.property(message, (outbound) => {
      const sent: unknown = JSON.parse(JSON.stringify(buildMessage(outbound)));
      const checked = checkMessage(sent, [], () => true);
      expect(checked).toMatchObject({
        recipientKind: outbound.recipient.kind,
        message: { biz_opaque_callback_data: outbound.trackingData },
      });
      if (outbound.replyTo !== null)
        expect(sent).toMatchObject({ context: { message_id: outbound.replyTo } });
    }),
    { numRuns: 300 },
  );
});

it('every id that the double gives tells whom the message went to, as the provider’s do', () => {
  fc.assert(
    fc.property(recipient, (to) => {
      const written = to.kind === 'PHONE' ? to.phone : to.kind === 'USER' ? to.userId : to.groupId;
      expect(isTelling(newMessageId(written), to)).toBe(true);
    }),
  );
});
