import { describe, expect, it } from '@jest/globals';
import type {
  OutboundContent,
  OutboundInteractive,
  OutboundMessage,
} from '../../../../src/channels/outbound.js';
import { buildMessage, UnsendableContent } from '../../../../src/channels/whatsapp/buildMessage.js';

const build = (content: OutboundContent, rest: Partial<OutboundMessage> = {}) =>
  buildMessage({
    recipient: { kind: 'PHONE', phone: '+5511987654321' },
    replyTo: null,
    trackingData: 'send-1',
    ...rest,
    content,
  });
const media = {
  type: 'media',
  source: { kind: 'LINK', url: 'https://example.org/file' },
  caption: 'Look',
  fileName: 'report.pdf',
  mimeType: null,
} as const;
const interactive = (rest: Partial<OutboundInteractive>): OutboundInteractive => ({
  type: 'interactive',
  body: 'Choose',
  header: null,
  footer: null,
  action: { kind: 'BUTTONS', buttons: [{ type: 'reply', id: 'yes', label: 'Yes' }] },
  ...rest,
});

describe('a message as the provider takes it', () => {
  it('is a text with its recipient, what it answers, and our id of it', () => {
    expect(build({ type: 'text', body: 'Olá' }, { replyTo: 'wamid.X' })).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+5511987654321',
      context: { message_id: 'wamid.X' },
      type: 'text',
      text: { body: 'Olá' },
      biz_opaque_callback_data: 'send-1',
    });
  });

  it.each([
    [
      { kind: 'USER', userId: 'BR.1349001' } as const,
      { recipient_type: 'individual', recipient: 'BR.1349001' },
    ],
    [{ kind: 'GROUP', groupId: 'Y2FwaQ' } as const, { recipient_type: 'group', to: 'Y2FwaQ' }],
  ])('goes to %j', (recipient, expected) => {
    const built = build({ type: 'text', body: 'x' }, { recipient });
    expect(built).toMatchObject(expected);
    expect('to' in built).toBe('to' in expected);
    expect('context' in built).toBe(false);
  });

  it.each([
    ['image', 'image', { caption: 'Look' }],
    ['video', 'video', { caption: 'Look' }],
    ['document', 'document', { caption: 'Look', filename: 'report.pdf' }],
    ['audio', 'audio', {}],
    ['voice', 'audio', { voice: true }],
    ['sticker', 'sticker', {}],
  ] as const)('is %s, sent as %s', (mediaType, type, more) => {
    const built = build({ ...media, mediaType });
    expect(built['type']).toBe(type);
    expect(built[type]).toEqual({ link: 'https://example.org/file', ...more });
    const source = { kind: 'UPLOADED', providerMediaId: '42' } as const;
    expect(build({ ...media, mediaType, source })[type]).toEqual({ id: '42', ...more });
  });

  it('is a template, without components where it has none', () => {
    const template = {
      type: 'template',
      templateId: '1',
      name: 'hi',
      language: 'en_US',
      text: null,
    } as const;
    const plain = { name: 'hi', language: { code: 'en_US' } };
    expect(build({ ...template, components: [] })['template']).toEqual(plain);
    const components = [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }];
    expect(build({ ...template, components })['template']).toEqual({ ...plain, components });
  });

  it('is replies, with header and footer', () => {
    const header = { type: 'image', content: 'https://example.org/i.png' } as const;
    expect(build(interactive({ header, footer: 'Thanks' }))['interactive']).toEqual({
      type: 'button',
      header: { type: 'image', image: { link: 'https://example.org/i.png' } },
      body: { text: 'Choose' },
      footer: { text: 'Thanks' },
      action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }] },
    });
  });

  it('is a link', () => {
    const buttons = [{ type: 'url', label: 'Open', url: 'https://example.org' }] as const;
    expect(build(interactive({ action: { kind: 'BUTTONS', buttons } }))['interactive']).toEqual({
      type: 'cta_url',
      body: { text: 'Choose' },
      action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://example.org' } },
    });
  });

  it('is a list', () => {
    const rows = [
      { rowId: 'a', title: 'A', description: null },
      { rowId: 'b', title: 'B', description: 'the other' },
    ];
    const list = { buttonText: 'Show', sections: [{ title: null, rows }] };
    const header = { type: 'text', content: 'Menu' } as const;
    expect(build(interactive({ header, action: { kind: 'LIST', list } }))['interactive']).toEqual({
      type: 'list',
      header: { type: 'text', text: 'Menu' },
      body: { text: 'Choose' },
      action: {
        button: 'Show',
        sections: [
          {
            rows: [
              { id: 'a', title: 'A' },
              { id: 'b', title: 'B', description: 'the other' },
            ],
          },
        ],
      },
    });
  });

  const url = { type: 'url', label: 'Open', url: 'https://example.org' } as const;
  it.each([
    ['no buttons', { kind: 'BUTTONS', buttons: [] } as const],
    [
      'a link beside a reply',
      { kind: 'BUTTONS', buttons: [url, { type: 'reply', id: 'a', label: 'A' }] } as const,
    ],
    ['two links', { kind: 'BUTTONS', buttons: [url, url] } as const],
    [
      'an empty list',
      { kind: 'LIST', list: { buttonText: 'x', sections: [{ title: null, rows: [] }] } } as const,
    ],
  ])('cannot be %s', (_what, action) => {
    expect(() => build(interactive({ action }))).toThrow(UnsendableContent);
  });
});
