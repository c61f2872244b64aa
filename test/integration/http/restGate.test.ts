import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { updateDataRetention } from '../../../src/administration/accounts.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { ENDPOINTS } from '../../../src/http/rest/endpoints.js';
import { startHttpGateway, type HttpGateway, type TestNumber } from '../../support/httpGateway.js';
import {
  echoOf,
  envelope,
  imageMessage,
  messageStatus,
  textMessage,
  type JsonObject,
} from '../../support/whatsapp.js';

const LISTS = ['/v1/conversations', '/v1/messages/unread', '/v1/messages/group', '/v1/messages/history'];
const DAYS = [1, 3, 5, 8, 15, 30];
const NOW = new Date('2026-02-01T00:00:00.000Z');
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000 + 3_600_000);
const groupId = 'group-7';

let gateway: HttpGateway;
let serial = 3_000;
beforeAll(async () => {
  gateway = await startHttpGateway('http_gate');
  gateway.setNow(NOW);
});
afterAll(() => gateway.stop());

/** A number with a direct and a group message on each of the days, from a person a day. */
async function withHistory(): Promise<TestNumber> {
  serial += 1;
  const phoneNumberId = String(serial);
  const number = await gateway.addNumber(phoneNumberId);
  const messages = DAYS.flatMap((days) => {
    const from = {
      phone: `55119${String(10_000_000 + days)}`,
      userId: `BR.${String(days)}`,
      name: `N${String(days)}`,
    };
    const common = { from, at: ago(days) };
    return [
      textMessage({ ...common, text: `direct ${String(days)}` }),
      textMessage({ ...common, text: `group ${String(days)}`, groupId: `${groupId}-${String(days)}` }),
    ];
  });
  expect((await gateway.post(number, envelope({ phoneNumberId, messages }))).status).toBe(200);
  return number;
}

const read = async (number: TestNumber, path: string): Promise<JsonObject> => {
  const { status, body } = await gateway.get(path, { 'x-api-key': number.numberKey });
  expect(status).toBe(200);
  const endpoint = ENDPOINTS.find((one) => path.split('?')[0] === one.path);
  // Parsing strips what the contract does not know: equal means that nothing is missing and nothing is extra.
  expect(endpoint?.answer.parse(body)).toEqual(body);
  return body;
};
const totals = async (number: TestNumber, query = '') =>
  Promise.all(LISTS.map(async (path) => (await read(number, path + query))['total']));

describe('the PII gate', () => {
  it('STORE_INDEFINITE: normal results, without a notice', async () => {
    const number = await withHistory();
    expect(await totals(number)).toEqual([12, 12, 6, 12]);
    for (const path of LISTS) expect(await read(number, path)).not.toHaveProperty('notice');
  });

  it('STORE_X_DAYS: only the window, at once', async () => {
    const number = await withHistory();
    const { _id: numberId } = number.number;
    await setNumberPiiMode(gateway.core, number.context, {
      numberId,
      mode: 'STORE_X_DAYS',
      piiRetentionDays: 7,
    });
    expect(await totals(number)).toEqual([6, 6, 3, 6]);
    // The effective lower bound is max(startDate, now − piiRetentionDays).
    expect(await totals(number, `?startDate=${ago(20).toISOString()}`)).toEqual([6, 6, 3, 6]);
    expect(await totals(number, `?startDate=${ago(3).toISOString()}`)).toEqual([4, 4, 2, 4]);
    expect(await totals(number, `?endDate=${ago(8).toISOString()}`)).toEqual([0, 0, 0, 0]);
    const { messages, notice } = await read(number, '/v1/messages/history');
    expect(notice).toBe('PII_WINDOW');
    expect(
      (messages as JsonObject[]).every(({ createdAt }) => new Date(createdAt as string) > ago(7.1)),
    ).toBe(true);
  });

  it('RELAY_ONLY: empty lists with the notice', async () => {
    const number = await withHistory();
    await setNumberPiiMode(gateway.core, number.context, { numberId: number.number._id, mode: 'RELAY_ONLY' });
    const empty = { total: 0, page: 2, pageSize: 5, totalPages: 0, notice: 'PII_RELAY_ONLY' };
    for (const path of LISTS) {
      const key = path === '/v1/conversations' ? 'conversations' : 'messages';
      expect(await read(number, `${path}?page=2&pageSize=5`)).toEqual({ [key]: [], ...empty });
    }
  });

  it('the account’s retention: the nearer line decides, and 0 days leaves two hours', async () => {
    const number = await withHistory();
    await updateDataRetention(gateway.core, number.context, { days: 4 });
    expect(await totals(number)).toEqual([4, 4, 2, 4]);
    expect((await read(number, '/v1/conversations'))['notice']).toBe('RETENTION_WINDOW');
    await updateDataRetention(gateway.core, number.context, { days: 0 });
    expect(await totals(number)).toEqual([0, 0, 0, 0]);
  });
});

describe('shapes', () => {
  it('a conversation', async () => {
    const number = await withHistory();
    const { conversations } = await read(number, '/v1/conversations?pageSize=2');
    expect(conversations).toEqual(
      expect.arrayContaining([
        {
          id: expect.any(String),
          type: 'DIRECT',
          from: '+5511910000001',
          fromName: null,
          userId: 'BR.1',
          username: null,
          unreadCount: 1,
          lastMessageAt: ago(1).toISOString(),
          lastMessagePreview: 'direct 1',
          createdAt: NOW.toISOString(),
        },
        expect.objectContaining({
          type: 'GROUP',
          from: `${groupId}-1`,
          userId: null,
          lastMessagePreview: 'group 1',
        }),
      ]),
    );
  });

  it('an unread message and one of a group', async () => {
    const number = await withHistory();
    const { messages: unread } = await read(number, '/v1/messages/unread');
    expect((unread as JsonObject[]).find(({ content }) => content === 'direct 1')).toEqual({
      id: expect.any(String),
      conversationId: expect.any(String),
      conversationUnreadCount: 1,
      direction: 'INBOUND',
      type: 'text',
      content: 'direct 1',
      from: '+5511910000001',
      fromName: null,
      media: null,
      readAt: null,
      createdAt: ago(1).toISOString(),
    });
    const { messages: group } = await read(number, '/v1/messages/group?pageSize=1');
    expect((group as JsonObject[])[0]).toMatchObject({
      content: 'group 1',
      from: '+5511910000001',
      groupId: `${groupId}-1`,
      groupName: null,
      participantName: null,
    });
  });

  it('history: media, people without a number, replies, echoes with their statuses', async () => {
    const number = await gateway.addNumber('3900');
    const person = { userId: 'BR.77', name: 'Canary', username: 'canary' };
    const image = imageMessage({
      from: person,
      at: ago(2),
      caption: 'look',
      mediaId: '99',
      replyTo: 'wamid.OLD',
    });
    const sent = echoOf(textMessage({ id: 'wamid.ECHO', text: 'from us', at: ago(1) }), {
      phone: '5511900000009',
    });
    const of = { id: 'wamid.ECHO', recipient: { phone: '5511900000009' } };
    const hour = (n: number) => new Date(ago(1).getTime() + n * 3_600_000);
    for (const change of [
      { contacts: [person], messages: [image] },
      { echoes: [sent] },
      {
        statuses: [
          messageStatus('read', { ...of, at: hour(2) }),
          messageStatus('delivered', { ...of, at: hour(1) }),
        ],
      },
    ]) {
      expect((await gateway.post(number, envelope({ phoneNumberId: '3900', ...change }))).status).toBe(200);
    }
    const { messages } = await read(number, '/v1/messages/history');
    expect(messages).toEqual([
      expect.objectContaining({
        direction: 'OUTBOUND',
        origin: 'APP',
        status: 'READ',
        text: 'from us',
        participantPhone: '+5511900000009',
        externalMessageId: 'wamid.ECHO',
        sentAt: ago(1).toISOString(),
        deliveredAt: hour(1).toISOString(),
        readAt: hour(2).toISOString(),
      }),
      {
        id: expect.any(String),
        conversationId: expect.any(String),
        direction: 'INBOUND',
        providerKind: 'WHATSAPP_CLOUD',
        externalMessageId: expect.stringMatching(/^wamid/),
        status: 'DELIVERED',
        messageType: 'image',
        origin: null,
        text: 'look',
        participantName: 'Canary',
        participantPhone: null,
        participantUserId: 'BR.77',
        repliedToExternalId: 'wamid.OLD',
        media: { provider: 'WHATSAPP_CLOUD', id: '99', url: null, mimeType: 'image/jpeg', fileName: null },
        sentAt: ago(2).toISOString(),
        deliveredAt: NOW.toISOString(),
        readAt: null,
        providerTimestamp: ago(2).toISOString(),
        createdAt: ago(2).toISOString(),
      },
    ]);
    const { messages: unread } = await read(number, '/v1/messages/unread');
    expect((unread as JsonObject[])[0]).toMatchObject({ from: 'BR.77', fromName: 'Canary' });
  });
});
