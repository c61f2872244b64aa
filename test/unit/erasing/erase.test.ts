import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { placeHold, releaseHold } from '../../../src/administration/holds.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../../src/events/collections.js';
import type { ConversationRow, MessageRow } from '../../../src/projections/rows.js';
import type { SendLogRow } from '../../../src/projections/sendRows.js';
import type { ErasureRow } from '../../../src/retention/erase/erasureRow.js';
import { startChatwootStage, type ChatwootStage } from '../../support/chatwoot/stage.js';
import { everythingStored } from '../../support/core.js';

const ADA = { from: '+4915155508801', name: 'Ada Canary' };
const BO = { from: '+4915155508802', name: 'Bo Bystander' };
const GROUP = 'group-8801';

describe('erasing one person', () => {
  let stage: ChatwootStage;
  beforeEach(async () => {
    stage = await startChatwootStage();
    await stage.connect();
    await stage.customerWrites({ ...ADA, text: 'ada-direct' });
    await stage.customerWrites({ ...ADA, text: 'ada-in-group', groupId: GROUP });
    await stage.customerWrites({ ...BO, text: 'bo-direct' });
    await stage.customerWrites({ ...BO, text: 'bo-in-group', groupId: GROUP });
    for (const { id, contact_id } of [...stage.chatwoot.state.conversations]) {
      const contact = stage.chatwoot.state.contacts.find((one) => one.id === contact_id);
      if (contact?.phone_number)
        await stage.chatwoot.agentWrites(id, { content: `to-${contact.phone_number}` });
    }
    await stage.settle();
  });
  afterEach(() => stage.stop());

  const rowsOf = <T extends { _id: string }>(collection: string): Promise<T[]> =>
    stage.gateway.core.documents.find<T>(collection, { account: stage.gateway.account });
  const request = (whom: { contact?: string; phoneNumber?: string }): Promise<ErasureRow> =>
    stage.gateway.services.erasures.request({
      account: stage.gateway.account,
      by: SYSTEM,
      contact: whom.contact ?? null,
      phoneNumber: whom.phoneNumber ?? null,
    });
  const run = async ({ _id }: ErasureRow): Promise<ErasureRow> =>
    stage.gateway.services.erasures.run(stage.gateway.account, _id);
  const targets = (row: ErasureRow) =>
    Object.fromEntries(row.targets.map(({ target, state, count }) => [target, [state, count]]));
  const shown = async (): Promise<string> => {
    const { core, account } = stage.gateway;
    const payloads = await rowsOf<{ _id: string }>(COLLECTIONS.payloads);
    const opened = await core.vault.read(
      account,
      payloads.map(({ _id }) => _id),
      'STORE',
    );
    return JSON.stringify([...opened.values()]);
  };

  it('reaches messages, groups, the send log and Chatwoot, and nobody else', async () => {
    const before = await shown();
    expect(before).toContain('ada-direct');
    expect(before).toContain(`to-${ADA.from}`);

    const row = await run(await request({ phoneNumber: ADA.from }));
    expect(row).toMatchObject({ state: 'COMPLETED' });
    expect(targets(row)).toMatchObject({
      CONVERSATIONS: ['DONE', 1],
      QUEUED_SENDS: ['DONE', 0],
      SEND_LOG: ['DONE', 1],
      MESSAGES: ['DONE', 3],
      MEDIA: ['DONE', 0],
      CHATWOOT: ['DONE', 2],
    });

    const after = await shown();
    for (const word of [ADA.from, ADA.name, 'ada-direct', 'ada-in-group']) expect(after).not.toContain(word);
    for (const word of [BO.from, BO.name, 'bo-direct', 'bo-in-group', GROUP]) expect(after).toContain(word);
    const sends = await rowsOf<SendLogRow>(COLLECTIONS.sendLog);
    expect(sends.map(({ redactedBy = null }) => redactedBy).sort()).toEqual(['ERASURE', null]);
    expect(await rowsOf<MessageRow>(COLLECTIONS.messages)).toHaveLength(3);

    const { contacts, messages } = stage.chatwoot.state;
    expect(contacts.some(({ phone_number }) => phone_number === ADA.from)).toBe(false);
    expect(contacts.some(({ phone_number }) => phone_number === BO.from)).toBe(true);
    const told = messages.filter(({ deleted }) => !deleted).map(({ content }) => content);
    expect(told.some((content) => content.includes('ada-'))).toBe(false);
    expect(told.some((content) => content.includes('bo-in-group'))).toBe(true);
  });

  it('leaves no clue to whom it was: not in rows, the ledger or the log', async () => {
    const { core, account } = stage.gateway;
    const { _id } = await run(await request({ phoneNumber: ADA.from }));
    const stored = (await everythingStored(core)) + stage.logged.join('\n');
    for (const word of [ADA.from, ADA.from.slice(1), ADA.name]) expect(stored).not.toContain(word);
    expect(
      await core.keys.count(KEY_COLLECTIONS.keys, { account, scope: `erasure:${_id}`, active: true }),
    ).toBe(0);
    const audit = await rowsOf<{ _id: string; action: string }>(COLLECTIONS.audit);
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['ERASURE_REQUESTED', 'ERASURE_COMPLETED']),
    );
  });

  it('takes a contact for the person, and what they write afterwards for somebody new', async () => {
    const conversations = await rowsOf<ConversationRow>(COLLECTIONS.conversations);
    const messages = await rowsOf<MessageRow>(COLLECTIONS.messages);
    const groups = conversations.filter(({ type }) => type === 'GROUP');
    const [first] = messages.filter(({ group }) => group);
    await expect(request({ contact: groups[0]?._id ?? '' })).rejects.toThrow('group');
    await expect(request({})).rejects.toThrow('either');
    await expect(request({ phoneNumber: '0151' })).rejects.toThrow('E.164');

    const done = await run(await request({ contact: first?.subject ?? '' }));
    expect(done.state).toBe('COMPLETED');
    expect(await shown()).not.toContain(ADA.from);
    await stage.customerWrites({ ...ADA, text: 'ada-again' });
    const after = await rowsOf<ConversationRow>(COLLECTIONS.conversations);
    expect(after.filter(({ type }) => type === 'DIRECT')).toHaveLength(2);
    expect(after.map(({ _id }) => _id)).not.toContain(first?.subject);
    expect(await shown()).toContain('ada-again');
  });

  it('goes on with the rest where Chatwoot fails, tells so, and tries again until it is done', async () => {
    stage.chatwoot.faults.push({ does: 503, on: /search/ });
    const failed = await run(await request({ phoneNumber: ADA.from }));
    expect(failed.state).toBe('RUNNING');
    expect(failed.targets.find(({ target }) => target === 'CHATWOOT')).toMatchObject({
      state: 'FAILED',
      attempts: 1,
      lastError: 'SERVER_ERROR',
    });
    expect(targets(failed)).toMatchObject({ MESSAGES: ['DONE', 3], SEND_LOG: ['DONE', 1] });
    expect(await stage.gateway.services.erasures.due()).toHaveLength(0);

    stage.advance(60_000);
    expect(await stage.gateway.services.erasures.due()).toHaveLength(1);
    const done = await run(failed);
    expect(done.state).toBe('COMPLETED');
    expect(targets(done)).toMatchObject({ MESSAGES: ['DONE', 3], CHATWOOT: ['DONE', 2] });
    expect(done.targets.find(({ target }) => target === 'CHATWOOT')?.attempts).toBe(2);
  });

  it('passes by what a legal hold keeps, says so, and takes it when that is released', async () => {
    const { core, account, services } = stage.gateway;
    const messages = await rowsOf<MessageRow>(COLLECTIONS.messages);
    const contact = messages.find(({ group }) => group)?.subject ?? '';
    const context = systemContext(account);
    const hold = await placeHold(core, context, { contactId: contact, reason: 'case 8801' });
    const held = await run(await request({ phoneNumber: ADA.from }));
    expect(held.state).toBe('HELD');
    expect(targets(held)).toMatchObject({
      CONVERSATIONS: ['HELD', 0],
      SEND_LOG: ['HELD', 0],
      MESSAGES: ['HELD', 0],
      CHATWOOT: ['HELD', 0],
    });
    expect(await shown()).toContain('ada-direct');

    await releaseHold(core, context, { holdId: hold._id });
    expect(await services.erasures.due()).toHaveLength(1);
    const done = await run(held);
    expect(done.state).toBe('COMPLETED');
    expect(targets(done)).toMatchObject({
      MESSAGES: ['DONE', 3],
      SEND_LOG: ['DONE', 1],
      CHATWOOT: ['DONE', 2],
    });
    expect(await shown()).not.toContain(ADA.from);
  });

  it('of nobody that is known is noted all the same', async () => {
    const done = await run(await request({ phoneNumber: '+4915155508899' }));
    expect(done.state).toBe('COMPLETED');
    expect(done.targets.every(({ count }) => count === 0)).toBe(true);
    const [noted] = await stage.gateway.core.keys.find(KEY_COLLECTIONS.erasedContacts, {});
    expect(noted).toMatchObject({ subjects: [], indexes: [expect.any(String)] });
  });

  it('is of one account alone', async () => {
    const elsewhere = stage.gateway.services.erasures.request({
      account: 'another',
      by: SYSTEM,
      contact: (await rowsOf<ConversationRow>(COLLECTIONS.conversations))[0]?._id ?? '',
      phoneNumber: null,
    });
    await expect(elsewhere).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
