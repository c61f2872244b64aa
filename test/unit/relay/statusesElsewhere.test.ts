import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Payload } from '../../../src/events/vault.js';
import { DAY_MS } from '../../../src/lib/clock.js';
import { replayLedger } from '../../../src/retention/ledger.js';
import { createSweeps } from '../../../src/retention/sweeps.js';
import { everythingStored } from '../../support/core.js';
import { createWebhookStage, type WebhookStage } from '../../support/webhookStage.js';
import { envelope, failedStatus, messageStatus } from '../../support/whatsapp.js';

const ADA = { phone: '4915155509901' };
const WAMID = 'wamid.elsewhere';

/** The provider tells of messages that this gateway has not sent: another tool uses the same number. */
describe('statuses of messages that were sent elsewhere', () => {
  let stage: WebhookStage;
  beforeEach(async () => {
    stage = await createWebhookStage();
    await stage.addEndpoint('hook');
  });
  afterEach(() => stage.stop());

  const tell = async (...statuses: object[]) => {
    const received = await stage.gateway.receive(envelope({ statuses: statuses as never }));
    await stage.pass();
    return received;
  };
  const now = () => stage.gateway.now;
  const told = () => stage.receiver.received.map(({ body }) => body);
  const mode = (mode: 'STORE_X_DAYS' | 'RELAY_ONLY', days: number | null) => {
    const { core, number } = stage.gateway;
    return setNumberPiiMode(core, stage.context, { numberId: number._id, mode, piiRetentionDays: days });
  };
  const openable = async (): Promise<string> => {
    const { core, account } = stage.gateway;
    const payloads = await core.documents.find<Payload>(COLLECTIONS.payloads, { account });
    const ids = payloads.map(({ _id }) => _id);
    return JSON.stringify([...(await core.vault.read(account, ids, 'STORE')).values()]);
  };

  it('are told with the message and whom it went to, and keep that sealed, once', async () => {
    const of = { id: WAMID, recipient: ADA, at: now() };
    await tell(messageStatus('sent', of));
    await tell(messageStatus('delivered', of));
    await tell(failedStatus({ id: 'wamid.other', recipient: { userId: 'BR.1349' }, at: now() }));
    const whose = { messageId: WAMID, to: `+${ADA.phone}`, fromMe: true };
    expect(told()).toMatchObject([
      { event: 'message.sent', data: whose },
      { event: 'message.delivered', data: whose },
      { event: 'message.failed', data: { messageId: 'wamid.other', to: 'BR.1349', errorCode: '131047' } },
    ]);
    expect(told()[2]?.data['error']).toMatch(/24 hours/);
    expect((await openable()).split(ADA.phone)).toHaveLength(2);
    expect(await everythingStored(stage.gateway.core)).not.toContain(ADA.phone);
  });

  it('are told with an empty recipient where the provider names none', async () => {
    await tell(messageStatus('read', { id: WAMID, recipient: {}, at: now() }));
    expect(told()).toMatchObject([{ event: 'message.read', data: { messageId: WAMID, to: '' } }]);
  });

  it('are relayed and kept by nobody when they come past their window', async () => {
    await mode('STORE_X_DAYS', 7);
    const late = messageStatus('read', {
      id: WAMID,
      recipient: ADA,
      at: new Date(now().getTime() - 8 * DAY_MS),
    });
    expect(await tell(late)).toMatchObject({ pastWindow: 1 });
    await tell(late);
    expect(told()).toMatchObject([
      { event: 'message.read', data: { messageId: WAMID, to: `+${ADA.phone}` } },
    ]);
    expect(await openable()).not.toContain(ADA.phone);
  });

  it('lose whom they were of with the number’s mode', async () => {
    await tell(messageStatus('sent', { id: WAMID, recipient: ADA, at: now() }));
    await mode('RELAY_ONLY', null);
    const { core, account, number } = stage.gateway;
    const sweeps = createSweeps(core);
    const due = { account, number: number._id, trigger: 'MANUAL', by: SYSTEM } as const;
    const { _id: sweep } = await sweeps.request(due);
    expect(await sweeps.run({ account, sweep })).toMatchObject({ state: 'COMPLETED' });
    expect(await core.documents.count(COLLECTIONS.payloads, { scope: `number:${number._id}` })).toBe(0);
    expect(await core.documents.count(COLLECTIONS.statuses, { account })).toBe(0);
  });

  it('go with the person who is erased, also after a restore', async () => {
    const { core, services, account } = stage.gateway;
    await tell(messageStatus('sent', { id: WAMID, recipient: ADA, at: now() }));
    await tell(messageStatus('sent', { id: 'wamid.bo', recipient: { phone: '4915155509902' }, at: now() }));
    const payloads = await core.documents.find<Payload>(COLLECTIONS.payloads, { account });
    const request = { account, by: SYSTEM, contact: null, phoneNumber: `+${ADA.phone}` };
    const row = await services.erasures.run(account, (await services.erasures.request(request))._id);
    expect(row.targets.find(({ target }) => target === 'STATUSES')).toMatchObject({
      state: 'DONE',
      count: 1,
    });
    expect(await openable()).not.toContain(ADA.phone);
    expect(await openable()).toContain('4915155509902');
    // As a backup of the database would.
    const left = await core.documents.find<Payload>(COLLECTIONS.payloads, { account });
    const gone = payloads.filter(({ _id }) => !left.some((one) => one._id === _id));
    await core.documents.insertMany(COLLECTIONS.payloads, gone);
    core.vault.forgetCached();
    expect(await openable()).toContain(ADA.phone);
    await replayLedger(core);
    core.vault.forgetCached();
    expect(await openable()).not.toContain(ADA.phone);
  });
});
