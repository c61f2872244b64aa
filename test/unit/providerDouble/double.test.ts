import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWhatsappClient } from '../../../src/channels/whatsapp/createWhatsappClient.js';
import { createProviderDouble } from '../../../src/providerDouble/createProviderDouble.js';
import { ACCESS } from '../../support/clientStage.js';
import { startDoubleStage, type DoubleStage } from '../../support/doubleStage.js';

let stage: DoubleStage;
beforeEach(async () => {
  stage = await startDoubleStage();
});
afterEach(() => stage.stop());

describe('what the double refuses', () => {
  it.each<[string, object, number]>([
    ['another product', { messaging_product: 'sms' }, 131_009],
    ['no product', { messaging_product: undefined }, 131_008],
    ['no recipient', { to: undefined }, 131_008],
    ['two recipients', { recipient: 'BR.1' }, 131_009],
    ['no phone number', { to: 'Maria' }, 131_009],
    ['an unknown type', { type: 'hologram' }, 131_009],
    ['a type without its body', { text: undefined }, 131_008],
    ['an empty text', { text: { body: '' } }, 131_009],
    ['an unknown field', { colour: 'red' }, 100],
    ['an unknown field further down', { text: { body: 'x', colour: 'red' } }, 100],
    [
      'media from two places',
      { type: 'image', text: undefined, image: { id: '1', link: 'https://example.org' } },
      131_009,
    ],
    ['unknown media', { type: 'image', text: undefined, image: { id: '1' } }, 100],
  ])('is %s', async (_what, rest, code) => {
    const { status, body } = await stage.send(rest);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { error: { code, type: 'OAuthException' } },
    });
    expect(stage.double.accepted.counts.accepted).toBe(0);
  });

  it('is a missing or wrong token, no JSON, and a path it does not have', async () => {
    const url = `${stage.double.url}/1060/messages`;
    expect(await stage.post(url, {}, 'POST', null)).toMatchObject({
      status: 401,
      body: { error: { code: 190 } },
    });
    expect(await stage.post(url, '{')).toMatchObject({ status: 400, body: { error: { code: 100 } } });
    expect(await stage.post(`${stage.double.url}/1060/nothing`, {})).toMatchObject({
      body: { error: { code: 100 } },
    });
    expect(await stage.post('/elsewhere', {})).toMatchObject({ status: 404 });
  });

  it('is more than its rate', async () => {
    const slow = createProviderDouble({ messagesPerSecond: 3 });
    await slow.start();
    const text = { messaging_product: 'whatsapp', to: '+447700900123', type: 'text', text: { body: 'Hi' } };
    const answers = [];
    for (let count = 0; count < 5; count += 1)
      answers.push(await stage.post(`${slow.url}/1060/messages`, text));
    await slow.stop();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[4]?.body).toMatchObject({ error: { code: 130_429 } });
  });
});

describe('its media', () => {
  it('can be read and deleted, with the token alone', async () => {
    const client = createWhatsappClient({ apiUrl: stage.double.url });
    const file = { bytes: Buffer.from('hello'), mimeType: 'text/plain', fileName: null };
    const uploaded = await client.uploadMedia(ACCESS, file);
    await client.close();
    const id = uploaded.kind === 'OK' ? uploaded.value : '';
    const { body } = await stage.post(`${stage.double.url}/${id}`, undefined, 'GET');
    expect(body).toMatchObject({ id, mime_type: 'text/plain', file_size: 5 });
    const address = String(body['url']);
    expect((await fetch(address)).status).toBe(401);
    const bytes = await fetch(address, { headers: { authorization: 'Bearer t' } });
    expect(await bytes.text()).toBe('hello');
    expect(await stage.post(`${stage.double.url}/${id}`, undefined, 'DELETE')).toMatchObject({
      body: { success: true },
    });
    expect((await stage.post(`${stage.double.url}/${id}`, undefined, 'GET')).status).toBe(400);
  });
});

describe('its controls', () => {
  it('show what was accepted, once or twice', async () => {
    await stage.send();
    await stage.send();
    const { body } = await stage.post('/_double', undefined, 'GET');
    expect(body).toMatchObject({ accepted: 2, duplicates: 1, requests: 2 });
    const sends = await stage.post('/_double/sends?trackingData=send-1', undefined, 'GET');
    expect(sends.body).toMatchObject([{ trackingData: 'send-1', message: { text: { body: 'Hi' } } }, {}]);
    await stage.post('/_double/reset', {});
    expect((await stage.post('/_double', undefined, 'GET')).body).toMatchObject({
      accepted: 0,
      duplicates: 0,
    });
  });

  it('set faults, statuses and webhooks, and let a customer write', async () => {
    const refuse = { does: { kind: 'REFUSE', code: 131_056 }, to: '+5511987654321', times: null };
    expect((await stage.post('/_double/faults', refuse)).status).toBe(200);
    expect((await stage.send()).status).toBe(429);
    expect((await stage.send({ to: '+5511900000000' })).status).toBe(200);
    await stage.post('/_double/faults', undefined, 'DELETE');
    await stage.post('/_double/statuses', [{ status: 'sent' }], 'PUT');
    const answer = await stage.send();
    const [{ id }] = answer.body['messages'] as [{ id: string }];
    expect(await stage.post('/_double/status', { id, status: 'played' })).toMatchObject({
      body: { found: true },
    });
    expect((await stage.post('/_double/inbound', { text: 'Oi' })).body).toMatchObject({ hasWebhook: true });
    const events = await stage.received();
    expect(events.map((event) => (event.kind === 'status' ? event.status : event.kind)).sort()).toEqual([
      'PLAYED',
      'SENT',
      'message',
    ]);
  });

  it.each([
    ['/_double/faults', { does: { kind: 'EXPLODE' } }, 400],
    ['/_double/faults', '{', 400],
    ['/_double/nothing', {}, 404],
  ])('refuse %s %j', async (path, body, status) => {
    expect((await stage.post(path, body)).status).toBe(status);
  });
});
