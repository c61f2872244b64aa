import { beforeEach, describe, expect, it } from '@jest/globals';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { updateDataRetention } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { MESSAGE_TYPES } from '../../../src/channels/inbound.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../../src/events/collections.js';
import { everythingStored } from '../../support/core.js';
import { createTestGateway, type TestGateway } from '../../support/gateway.js';
import {
  editMessage,
  envelope,
  everyMessageType,
  messageStatus,
  revokeMessage,
  textMessage,
  echoOf,
  type Person,
} from '../../support/whatsapp.js';

const CANARIES = {
  text: 'canary-text-4711',
  caption: 'canary-caption',
  name: 'Canary Name',
  phone: '4915155501234',
};

describe('receiving a webhook', () => {
  let gateway: TestGateway;
  const list = async () => {
    const page = await gateway.services.messages.list(
      { account: gateway.account, numberId: gateway.number._id },
      { limit: 100 },
    );
    return page.items;
  };
  const at = (): Date => gateway.now;

  beforeEach(async () => {
    gateway = await createTestGateway();
  });

  it('stores every message type once, and shows it whole', async () => {
    const body = envelope({ messages: everyMessageType({ ...CANARIES, at: at() }) });
    expect(await gateway.receive(body)).toMatchObject({ stored: MESSAGE_TYPES.length, duplicate: 0 });
    expect(await gateway.receive(body)).toMatchObject({ stored: 0, duplicate: MESSAGE_TYPES.length });
    const items = await list();
    expect(items.map(({ row }) => row.type).sort()).toEqual([...MESSAGE_TYPES].sort());
    expect(items.every(({ contentState }) => contentState === 'PRESENT')).toBe(true);
    expect(items.find(({ row }) => row.type === 'text')?.pii?.text).toBe(CANARIES.text);
    expect(items.find(({ row }) => row.type === 'text')?.author).toMatchObject({
      phone: `+${CANARIES.phone}`,
    });
  });

  it('keeps no PII in plain, in either database', async () => {
    await gateway.receive(envelope({ messages: everyMessageType({ ...CANARIES, at: at() }) }));
    await gateway.receive(
      envelope({ messages: [textMessage({ text: CANARIES.text, groupId: 'canary-group', at: at() })] }),
    );
    const stored = await everythingStored(gateway.core);
    for (const canary of [...Object.values(CANARIES), 'canary-group', 'wamid'])
      expect(stored).not.toContain(canary);
  });

  it('stores one message when the same delivery comes many times at once', async () => {
    const body = envelope({ messages: [textMessage({ at: at() })] });
    const received = await Promise.all(Array.from({ length: 8 }, () => gateway.receive(body)));
    expect(received.reduce((sum, { stored }) => sum + stored, 0)).toBe(1);
    expect(await list()).toHaveLength(1);
  });

  it('replaces the content of an edited message and erases the old one', async () => {
    await gateway.receive(envelope({ messages: [textMessage({ id: 'wamid.1', text: 'before', at: at() })] }));
    const [before] = await list();
    gateway.now = new Date(at().getTime() + 60_000);
    const edit = editMessage({ original: 'wamid.1', to: textMessage({ text: 'after' }), at: at() });
    await gateway.receive(envelope({ messages: [edit] }));
    const [after, ...others] = await list();
    expect(others).toEqual([]);
    expect(after?.pii?.text).toBe('after');
    expect(after?.row.editedAt).toEqual(at());
    const { payload } = before?.row ?? { payload: null };
    expect(await gateway.core.documents.findOne(COLLECTIONS.payloads, { _id: payload })).toBeNull();
  });

  it('ends with the edit when it comes before the message', async () => {
    const edit = editMessage({ original: 'wamid.1', to: textMessage({ text: 'after' }), at: at() });
    await gateway.receive(envelope({ messages: [edit] }));
    const original = textMessage({ id: 'wamid.1', text: 'before', at: new Date(at().getTime() - 30_000) });
    await gateway.receive(envelope({ messages: [original] }));
    const items = await list();
    expect(items.map(({ pii }) => pii?.text)).toEqual(['after']);
    expect(items[0]?.row.at).toEqual(new Date(at().getTime() - 30_000));
  });

  it('erases the content of a revoked message, whichever comes first', async () => {
    const original = textMessage({ id: 'wamid.1', text: CANARIES.text, at: at() });
    const revoke = revokeMessage({ original: 'wamid.1', at: at() });
    await gateway.receive(envelope({ messages: [original] }));
    await gateway.receive(envelope({ messages: [revoke] }));
    const late = textMessage({ id: 'wamid.2', text: CANARIES.text, at: at() });
    await gateway.receive(envelope({ messages: [revokeMessage({ original: 'wamid.2', at: at() })] }));
    await gateway.receive(envelope({ messages: [late] }));
    const items = await list();
    expect(items.map(({ contentState, pii }) => [contentState, pii])).toEqual([
      ['ERASED', null],
      ['ERASED', null],
    ]);
    expect(items.map(({ row }) => row.type)).toEqual(['text', 'text']);
    expect(
      await gateway.core.documents.count(COLLECTIONS.payloads, {
        scope: `number:${gateway.number._id}`,
        key: { $ne: null },
      }),
    ).toBe(0);
  });

  it('meets nobody by an event that changes nothing', async () => {
    const revoke = revokeMessage({ original: 'wamid.1', at: at() });
    await gateway.receive(envelope({ messages: [revoke] }));
    const before = await gateway.core.documents.count(COLLECTIONS.conversations, {});
    const stranger = { phone: '5511900000099', name: 'Stranger' };
    const late = editMessage({ original: 'wamid.1', to: textMessage(), from: stranger, at: at() });
    expect(await gateway.receive(envelope({ messages: [late] }))).toMatchObject({ duplicate: 1 });
    expect(await gateway.core.documents.count(COLLECTIONS.conversations, {})).toBe(before);
  });

  it('keeps a person without a phone number one contact, also once the number is told', async () => {
    const userId = 'BR.77';
    const send = (from: Person) =>
      gateway.receive(envelope({ contacts: [from], messages: [textMessage({ from, at: at() })] }));
    await send({ userId, username: 'ana' });
    await send({ userId, phone: '5511900000001', name: 'Ana' });
    await send({ phone: '5511900000001' });
    const conversations = await gateway.services.conversations.list(
      { account: gateway.account, numberId: gateway.number._id },
      { limit: 10 },
    );
    expect(conversations.items).toHaveLength(1);
    expect(conversations.items[0]?.identity).toMatchObject({
      userId,
      phone: '+5511900000001',
      name: 'Ana',
      username: 'ana',
    });
    expect(conversations.items[0]?.unreadCount).toBe(3);
  });

  it('gives a group one conversation, and its members none of their own', async () => {
    const say = (phone: string) =>
      gateway.receive(
        envelope({ messages: [textMessage({ from: { phone, name: phone }, groupId: 'g1', at: at() })] }),
      );
    await say('5511900000001');
    await say('5511900000002');
    const { items } = await gateway.services.conversations.list(
      { account: gateway.account, numberId: gateway.number._id },
      { limit: 10 },
    );
    expect(items.map(({ type, unreadCount }) => [type, unreadCount])).toEqual([['GROUP', 2]]);
    const messages = await list();
    expect(messages.map(({ author, group }) => [author?.phone, group?.groupId]).sort()).toEqual([
      ['+5511900000001', 'g1'],
      ['+5511900000002', 'g1'],
    ]);
  });

  it('files an echo under the customer it was sent to, not as unread', async () => {
    await gateway.receive(
      envelope({
        field: 'smb_message_echoes',
        echoes: [echoOf(textMessage({ at: at() }), { phone: '5511900000001' })],
      }),
    );
    const [item] = await list();
    expect(item?.row).toMatchObject({ direction: 'OUTBOUND' });
    expect(item?.row.unread).toBeUndefined();
    expect(item?.author?.phone).toBe('+5511900000001');
  });

  it('keeps statuses without recipient, never lowering a higher one', async () => {
    for (const status of ['read', 'delivered', 'delivered', 'sent'] as const) {
      await gateway.receive(envelope({ statuses: [messageStatus(status, { id: 'wamid.9', at: at() })] }));
    }
    const rows = await gateway.core.documents.find(COLLECTIONS.statuses, { account: gateway.account });
    expect(rows).toMatchObject([{ rank: 4, times: { READ: at(), DELIVERED: at(), SENT: at() } }]);
    expect(await everythingStored(gateway.core)).not.toContain('5511987654321');
  });

  it('stores nothing at all under RELAY_ONLY, and relays once', async () => {
    await setNumberPiiMode(gateway.core, systemContext(gateway.account), {
      numberId: gateway.number._id,
      mode: 'RELAY_ONLY',
    });
    const request = { account: gateway.account, numberIds: null, types: null, after: null };
    const events = gateway.services.hub.subscribe(request);
    const body = envelope({ messages: everyMessageType({ ...CANARIES, at: at() }) });
    expect(await gateway.receive(body)).toMatchObject({ stored: 0, relayed: MESSAGE_TYPES.length });
    expect(await gateway.receive(body)).toMatchObject({ relayed: 0, duplicate: MESSAGE_TYPES.length });
    const first = await events.next();
    expect(first.value).toMatchObject({
      event: 'message.received',
      cursor: null,
      data: { content: CANARIES.text },
    });
    for (const collection of [COLLECTIONS.messages, COLLECTIONS.conversations]) {
      expect(await gateway.core.documents.count(collection, {})).toBe(0);
    }
    expect(await gateway.core.keys.count(KEY_COLLECTIONS.subjects, {})).toBe(0);
    const stored = await everythingStored(gateway.core);
    for (const canary of Object.values(CANARIES)) expect(stored).not.toContain(canary);
  });

  it('relays what arrives past its window, and does not store it', async () => {
    await updateDataRetention(gateway.core, systemContext(gateway.account), { days: 1 });
    const old = textMessage({ at: new Date(at().getTime() - 25 * 3_600_000) });
    expect(await gateway.receive(envelope({ messages: [old] }))).toMatchObject({ stored: 0, pastWindow: 1 });
    expect(await gateway.core.documents.count(COLLECTIONS.messages, {})).toBe(0);
  });

  it('takes what it knows of a webhook that holds more', async () => {
    const body = envelope(
      { messages: [textMessage({ at: at() })] },
      { phoneNumberId: '999', messages: [textMessage({ at: at() })] },
      { field: 'account_update', value: { anything: true } },
    );
    expect(await gateway.receive(body)).toMatchObject({ stored: 1, unknown: 2 });
  });

  it('takes a message in the very second of leaving RELAY_ONLY', async () => {
    const context = systemContext(gateway.account);
    const numberId = gateway.number._id;
    gateway.now = new Date('2026-03-01T12:00:00.500Z');
    await setNumberPiiMode(gateway.core, context, { numberId, mode: 'RELAY_ONLY' });
    await setNumberPiiMode(gateway.core, context, { numberId, mode: 'STORE_INDEFINITE' });
    gateway.now = new Date('2026-03-01T12:00:00.700Z');
    const sent = textMessage({ at: new Date('2026-03-01T12:00:00Z') });
    expect(await gateway.receive(envelope({ messages: [sent] }))).toMatchObject({ stored: 1 });
    expect(await list()).toHaveLength(1);
  });
});
