import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutboundContent } from '../../../src/channels/outbound.js';
import type { WhatsappClient } from '../../../src/channels/whatsapp/client.js';
import type { ProviderDouble } from '../../../src/providerDouble/createProviderDouble.js';
import { fillTemplate } from '../../../src/channels/whatsapp/fillTemplate.js';
import { ACCESS, outboundMessage, startClientStage, type ClientStage } from '../../support/clientStage.js';

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

describe('the rest of the provider’s API', () => {
  it('marks as read', async () => {
    expect(await client.markRead(ACCESS, 'wamid.inbound')).toEqual({ kind: 'OK', value: null });
    expect(double.readMarks).toEqual(['wamid.inbound']);
    double.fault({ on: 'markRead', does: { kind: 'HANG' } });
    expect(await client.markRead(ACCESS, 'wamid.inbound')).toEqual({ kind: 'UNKNOWN' });
  });

  it('uploads media, byte for byte, which can then be sent', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    const file = { bytes, mimeType: 'image/png', fileName: 'Bild "1"\r\n.png' };
    const uploaded = await client.uploadMedia(ACCESS, file);
    const id = uploaded.kind === 'OK' ? uploaded.value : '';
    const stored = double.media.find(id);
    expect(stored?.bytes.equals(bytes)).toBe(true);
    expect(stored).toMatchObject({ mimeType: 'image/png', fileName: 'Bild %221%22%0D%0A.png' });
    const content: OutboundContent = {
      type: 'media',
      mediaType: 'image',
      source: { kind: 'UPLOADED', providerMediaId: id },
      caption: null,
      fileName: null,
      mimeType: null,
    };
    expect(await client.send(ACCESS, outboundMessage({ content }))).toMatchObject({ kind: 'ACCEPTED' });
    const unknown = { ...content, source: { kind: 'UPLOADED', providerMediaId: '404' } } as const;
    expect(await client.send(ACCESS, outboundMessage({ content: unknown }))).toMatchObject({
      kind: 'REFUSED',
      code: 100,
    });
  });

  it('lists templates over all pages, and each of them can be filled and sent', async () => {
    const listed = await client.listTemplates(ACCESS);
    const templates = listed.kind === 'OK' ? listed.value : [];
    expect(templates.map(({ name }) => name)).toContain('hello_world');
    const variables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      hello_world: {},
      order_shipped: { '1': 'Ana', '2': 'today', 'header.1': 'A7', 'button.1': 'A7' },
      appointment: { first_name: 'Ana', day: 'Monday' },
      sign_in_code: { '1': '4711' },
      summer_sale: { header: 'https://example.org/i.png', '1': 'Ana', 'button.1': 'SAVE10' },
    };
    for (const template of templates.filter(({ status }) => status === 'APPROVED')) {
      const filled = fillTemplate(template, variables[template.name] ?? {});
      if (!filled.isFilled) throw new Error(`${template.name} was not filled`);
      expect(await client.send(ACCESS, outboundMessage({ content: filled.template }))).toMatchObject({
        kind: 'ACCEPTED',
      });
    }
    const paused = templates.find(({ status }) => status === 'PAUSED');
    const content = {
      type: 'template',
      templateId: '',
      language: 'en_US',
      components: [],
      text: null,
    } as const;
    for (const [name, code] of [
      [paused?.name ?? '', 132_015],
      ['order_shipped', 132_000],
      ['none', 132_001],
    ] as const)
      expect(await client.send(ACCESS, outboundMessage({ content: { ...content, name } }))).toMatchObject({
        code,
      });
  });

  it('lists more than one page holds, and needs the business account', async () => {
    const all = await client.listTemplates(ACCESS);
    const [first] = all.kind === 'OK' ? all.value : [];
    if (!first) throw new Error('no template');
    double.setTemplates(Array.from({ length: 250 }, (_, index) => ({ ...first, id: String(index) })));
    const listed = await client.listTemplates(ACCESS);
    expect(listed.kind === 'OK' && listed.value.map(({ id }) => id)).toEqual(
      Array.from({ length: 250 }, (_, index) => String(index)),
    );
    if (all.kind === 'OK') double.setTemplates(all.value);
    expect(await client.listTemplates({ ...ACCESS, businessAccountId: null })).toMatchObject({
      class: 'NEVER',
    });
    double.fault({ on: 'templates', does: { kind: 'REFUSE', code: 190 } });
    expect(await client.listTemplates(ACCESS)).toMatchObject({ kind: 'REFUSED', class: 'TOKEN' });
  });

  it('tells how the provider itself keeps the number’s messages', async () => {
    const value = { status: 'DEFAULT', retentionMinutes: null, region: null };
    expect(await client.storage(ACCESS)).toEqual({ kind: 'OK', value });
    for (const [told, read] of [
      [
        { status: 'NO_STORAGE_ENABLED', retention_minutes: 60 },
        { status: 'NO_STORAGE', retentionMinutes: 60 },
      ],
      [{ status: 'NO_STORAGE_ENABLED' }, { status: 'NO_STORAGE' }],
      [
        { status: 'IN_COUNTRY_STORAGE_ENABLED', data_localization_region: 'DE', retention_minutes: 60 },
        { status: 'IN_COUNTRY', region: 'DE' },
      ],
      [{ status: 'SOMETHING_NEW', retention_minutes: '60' }, {}],
    ] as const) {
      const response = await fetch(`${double.url}/${ACCESS.phoneNumberId}/settings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ACCESS.accessToken}` },
        body: JSON.stringify({ storage_configuration: told }),
      });
      expect(await response.json()).toEqual({ success: true });
      expect(await client.storage(ACCESS)).toEqual({ kind: 'OK', value: { ...value, ...read } });
    }
    double.fault({ on: 'settings', does: { kind: 'REFUSE', code: 190 } });
    expect(await client.storage(ACCESS)).toMatchObject({ kind: 'REFUSED', class: 'TOKEN' });
  });

  it('lists groups', async () => {
    const listed = await client.listGroups(ACCESS);
    expect(listed).toMatchObject({ kind: 'OK' });
    expect(listed.kind === 'OK' && listed.value[0]).toEqual({
      id: 'Y2FwaV9ncm91cDoxOjE',
      subject: 'Football on Sundays',
    });
  });
});
