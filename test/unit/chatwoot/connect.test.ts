import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { disconnectChatwoot } from '../../../src/administration/chatwoot.js';
import { systemContext } from '../../../src/administration/context.js';
import { removeNumber } from '../../../src/administration/numberPolicy.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { InvalidInput } from '../../../src/lib/errors.js';
import type { AuditRow } from '../../../src/projections/rows.js';
import { AGENT_TOKEN } from '../../support/chatwoot/chatwootDouble.js';
import { startChatwootStage, type ChatwootStage } from '../../support/chatwoot/stage.js';

describe('connecting a number with Chatwoot', () => {
  let stage: ChatwootStage;
  beforeEach(async () => {
    stage = await startChatwootStage();
  });
  afterEach(() => stage.stop());

  const refusal = async (input: Parameters<ChatwootStage['connect']>[0]): Promise<string> => {
    const error: unknown = await stage.connect(input).catch((thrown: unknown) => thrown);
    if (!(error instanceof InvalidInput)) throw new Error('It was not refused.');
    return error.errors.map(({ field, code }) => `${field} ${code}`).join();
  };
  const payloads = (): Promise<number> =>
    stage.gateway.core.documents.count(COLLECTIONS.payloads, { account: stage.gateway.account });

  it('makes an inbox that posts to us', async () => {
    const { number, isHookSet } = await stage.connect();
    const [inbox] = stage.chatwoot.state.inboxes;
    expect(isHookSet).toBe(true);
    expect(number.chatwoot).toMatchObject({ inboxId: inbox?.id, accountId: 1, isSigned: true });
    expect(inbox).toMatchObject({ name: 'support', channel_type: 'Channel::Api' });
    expect(inbox?.webhook_url).toMatch(
      new RegExp(`^${stage.url}/hooks/chatwoot/${stage.gateway.number._id}/[\\w-]{32}$`),
    );
  });

  it('keeps the inbox and changes the secret when it is connected again', async () => {
    await stage.connect();
    const before = stage.chatwoot.state.inboxes[0]?.webhook_url;
    const count = await payloads();
    await stage.connect();
    expect(stage.chatwoot.state.inboxes).toHaveLength(1);
    expect(stage.chatwoot.state.inboxes[0]?.webhook_url).not.toBe(before);
    // The secrets before are erased.
    expect(await payloads()).toBe(count);
  });

  it('takes an API inbox that is there, also by the token of an agent, who cannot set its address', async () => {
    stage.chatwoot.state.inboxes.push(inboxOf(71, 'Channel::Api'));
    expect((await stage.connect({ inboxId: 71 })).isHookSet).toBe(true);
    expect(stage.chatwoot.state.inboxes[0]?.webhook_url).toContain('/hooks/chatwoot/');

    stage.chatwoot.state.inboxes.push(inboxOf(72, 'Channel::Api'));
    const { number, isHookSet } = await stage.connect({ inboxId: 72, apiAccessToken: AGENT_TOKEN });
    expect(isHookSet).toBe(false);
    expect(number.chatwoot).toMatchObject({ inboxId: 72, isSigned: false });
  });

  it('names the field that is wrong, and then nothing has changed', async () => {
    stage.chatwoot.state.inboxes.push(inboxOf(73, 'Channel::WebWidget'));
    expect(await refusal({ apiAccessToken: 'nobody' })).toBe('apiAccessToken TOKEN_INVALID');
    expect(await refusal({ accountId: 2 })).toBe('accountId ACCOUNT_NOT_FOUND');
    expect(await refusal({ inboxId: 73 })).toBe('inboxId NOT_API_INBOX');
    expect(await refusal({ inboxId: 99 })).toBe('inboxId INBOX_NOT_FOUND');
    expect(await refusal({ apiAccessToken: AGENT_TOKEN })).toBe('apiAccessToken TOKEN_FORBIDDEN');
    expect(await refusal({ baseUrl: 'http://127.0.0.1:1' })).toBe('baseUrl UNREACHABLE');
    expect(await refusal({ baseUrl: 'http://10.0.0.1' })).toBe('baseUrl HTTPS_REQUIRED');
    expect(await refusal({ baseUrl: 'https://169.254.169.254' })).toBe('baseUrl ADDRESS_REFUSED');
    expect(await refusal({ baseUrl: 'https://user:secret@chat.example' })).toBe('baseUrl URL_INVALID');
    expect(await refusal({ baseUrl: 'chat', accountId: 0, apiAccessToken: 'ü', inboxId: -1 })).toBe(
      'baseUrl URL_INVALID,accountId ID_INVALID,inboxId ID_INVALID,apiAccessToken SECRET_INVALID',
    );
    const number = await stage.gateway.services.directory.number(
      stage.gateway.account,
      stage.gateway.number._id,
    );
    expect(number?.chatwoot).toBeUndefined();
  });

  it('is audited without its secrets, and erases them when it ends', async () => {
    const { core, account, number } = stage.gateway;
    const before = await payloads();
    await stage.connect();
    await disconnectChatwoot(core, systemContext(account), { numberId: number._id });
    expect(await payloads()).toBe(before);
    const rows = await core.documents.find<AuditRow>(
      COLLECTIONS.audit,
      { account },
      { sort: { at: 1, _id: 1 } },
    );
    const settings = { baseUrl: stage.chatwoot.url, accountId: 1, inboxId: 1, isSigned: true };
    expect(rows.slice(-2).map(({ action, from, to }) => ({ action, from, to }))).toEqual([
      { action: 'CHATWOOT_CONNECTED', from: null, to: settings },
      { action: 'CHATWOOT_DISCONNECTED', from: settings, to: null },
    ]);
    await expect(
      disconnectChatwoot(core, systemContext(account), { numberId: number._id }),
    ).rejects.toMatchObject({ errors: [{ code: 'NOT_CONNECTED' }] });
  });

  it('ends with its number, whose hook is nobody’s then', async () => {
    const { core, account, number } = stage.gateway;
    await stage.connect();
    await stage.customerWrites({ from: '+5511987650001', text: 'hello' });
    await removeNumber(core, systemContext(account), { numberId: number._id });
    const reply = await stage.chatwoot.agentWrites(stage.chatwoot.state.conversations[0]?.id ?? 0, {
      content: 'too late',
    });
    expect(stage.chatwoot.hooks.at(-1)).toEqual({ message: reply.id, status: 404 });
    expect(stage.provider.accepted.all()).toHaveLength(0);
  });
});

function inboxOf(id: number, channel_type: string) {
  return { id, name: 'Theirs', channel_type, webhook_url: null, secret: `secret-${String(id)}` };
}
