import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isTelling, type OutboundContent } from '../../../src/channels/outbound.js';
import type { WhatsappClient } from '../../../src/channels/whatsapp/client.js';
import type { ProviderDouble } from '../../../src/providerDouble/createProviderDouble.js';
import type { FaultAction } from '../../../src/providerDouble/options.js';
import {
  ACCESS,
  PHONE,
  outboundMessage,
  startClientStage,
  type ClientStage,
} from '../../support/clientStage.js';

// The client against the double, over real HTTP.

let stage: ClientStage;
let double: ProviderDouble;
let client: WhatsappClient;
beforeAll(async () => {
  stage = await startClientStage();
  ({ double, client } = stage);
});
afterAll(() => stage.stop());
beforeEach(() => double.reset());

describe('a send that is accepted', () => {
  it('gives the provider’s id, which tells whom it went to, and is there once', async () => {
    const sent = outboundMessage({ replyTo: 'wamid.before' });
    const outcome = await client.send(ACCESS, sent);
    expect(outcome).toMatchObject({ kind: 'ACCEPTED', isHeld: false });
    const externalId = outcome.kind === 'ACCEPTED' ? outcome.externalId : '';
    expect(isTelling(externalId, PHONE)).toBe(true);
    expect(double.accepted.byTrackingData(sent.trackingData)).toMatchObject([
      {
        id: externalId,
        phoneNumberId: '1060',
        recipient: PHONE.phone,
        type: 'text',
        replyTo: 'wamid.before',
      },
    ]);
  });

  const media = { type: 'media', caption: 'Look', fileName: 'a.pdf', mimeType: null } as const;
  const link = { kind: 'LINK', url: 'https://example.org/f' } as const;
  const interactive = { type: 'interactive', body: 'Choose', footer: 'Thanks' } as const;
  const url = { type: 'url', label: 'Open', url: 'https://example.org' } as const;
  const list = {
    buttonText: 'Show',
    sections: [{ title: null, rows: [{ rowId: 'a', title: 'A', description: null }] }],
  };
  const CONTENTS: readonly OutboundContent[] = [
    ...(['image', 'video', 'document', 'audio', 'voice', 'sticker'] as const).map((mediaType) => ({
      ...media,
      mediaType,
      source: link,
    })),
    {
      ...interactive,
      header: { type: 'image', content: 'https://example.org/i' },
      action: { kind: 'BUTTONS', buttons: [{ type: 'reply', id: 'a', label: 'A' }] },
    },
    { ...interactive, header: null, action: { kind: 'BUTTONS', buttons: [url] } },
    { ...interactive, header: { type: 'text', content: 'Menu' }, action: { kind: 'LIST', list } },
  ];
  it.each(CONTENTS.map((content) => [JSON.stringify(content).slice(0, 60), content] as const))(
    'may be %s…',
    async (_what, content) => {
      expect(await client.send(ACCESS, outboundMessage({ content }))).toMatchObject({ kind: 'ACCEPTED' });
    },
  );

  it.each([
    { kind: 'USER', userId: 'BR.1349001' } as const,
    { kind: 'GROUP', groupId: 'Y2FwaV9ncm91cDoxOjE' } as const,
  ])('may go to %j', async (recipient) => {
    const sent = outboundMessage({ recipient });
    expect(await client.send(ACCESS, sent)).toMatchObject({ kind: 'ACCEPTED' });
    const [accepted] = double.accepted.byTrackingData(sent.trackingData);
    expect(accepted).toMatchObject({ recipientKind: recipient.kind });
  });

  it('may be held, or slow', async () => {
    double.fault({ does: { kind: 'HOLD' } }, { does: { kind: 'SLOW', ms: 50 } });
    expect(await client.send(ACCESS, outboundMessage())).toMatchObject({ kind: 'ACCEPTED', isHeld: true });
    expect(await client.send(ACCESS, outboundMessage())).toMatchObject({ kind: 'ACCEPTED', isHeld: false });
  });
});

describe('a send that is not', () => {
  const refuse = (code: number, more: object = {}): FaultAction => ({ kind: 'REFUSE', code, ...more });
  it.each<[string, FaultAction, object]>([
    [
      'throttled',
      refuse(130_429, { retryAfterSeconds: 3 }),
      { class: 'RETRY', throttles: 'NUMBER', retryAfterMs: 3_000 },
    ],
    [
      'too much for one recipient',
      refuse(131_056),
      { class: 'RETRY', throttles: 'RECIPIENT', httpStatus: 429 },
    ],
    ['outside the window', refuse(131_047), { class: 'NEVER', code: 131_047, throttles: null }],
    ['with a dead token', refuse(190), { class: 'TOKEN', code: 190 }],
    ['at a bad moment', refuse(131_000), { class: 'RETRY', code: 131_000, httpStatus: 500 }],
    ['for an unknown reason', refuse(987_654), { class: 'NEVER', code: 987_654 }],
    ['unavailable', { kind: 'GATEWAY', status: 503 }, { class: 'RETRY', code: null, httpStatus: 503 }],
  ])('%s is refused', async (_what, does, expected) => {
    double.fault({ does });
    expect(await client.send(ACCESS, outboundMessage())).toMatchObject({ kind: 'REFUSED', ...expected });
    expect(double.accepted.counts.accepted).toBe(0);
    expect(await client.send(ACCESS, outboundMessage())).toMatchObject({ kind: 'ACCEPTED' });
  });

  it('tells nothing of what the provider quotes', async () => {
    const phone = '+12';
    const outcome = await client.send(ACCESS, outboundMessage({ recipient: { kind: 'PHONE', phone } }));
    expect(outcome).toMatchObject({ kind: 'REFUSED', class: 'NEVER', code: 131_009 });
    expect(JSON.stringify(outcome)).not.toContain('+12');
  });

  it('is not even asked without a token, or without a form', async () => {
    for (const accessToken of ['', 'a b', 'a\r\nx: y'])
      expect(await client.send({ ...ACCESS, accessToken }, outboundMessage())).toMatchObject({
        kind: 'REFUSED',
        class: 'TOKEN',
      });
    const content = {
      type: 'interactive',
      body: 'x',
      header: null,
      footer: null,
      action: { kind: 'BUTTONS', buttons: [] },
    } as const;
    expect(await client.send(ACCESS, outboundMessage({ content }))).toMatchObject({
      kind: 'REFUSED',
      class: 'NEVER',
    });
    const other = await client.send({ ...ACCESS, accessToken: 'another' }, outboundMessage());
    expect(other).toMatchObject({ kind: 'REFUSED', class: 'TOKEN', code: 190 });
  });
});
