import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startChatwootStage, type ChatwootStage } from '../../support/chatwoot/stage.js';

const CUSTOMER = '+5511987650001';

describe('the hook that Chatwoot posts to', () => {
  let stage: ChatwootStage;
  let conversation: number;
  beforeEach(async () => {
    stage = await startChatwootStage();
    await stage.connect();
    await stage.customerWrites({ from: CUSTOMER, name: 'Ada', text: 'hello' });
    conversation = stage.chatwoot.state.conversations[0]?.id ?? 0;
  });
  afterEach(() => stage.stop());

  const hookUrl = (): string => stage.chatwoot.state.inboxes[0]?.webhook_url ?? '';
  const secret = (): string => stage.chatwoot.state.inboxes[0]?.secret ?? '';
  const post = async (
    body: string,
    { at = Date.now(), key = secret(), url = hookUrl(), signed = true } = {},
  ): Promise<number> => {
    const timestamp = String(Math.floor(at / 1000));
    const mac = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
    const headers = { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': `sha256=${mac}` };
    const answer = await fetch(url, { method: 'POST', body, ...(signed && { headers }) });
    await answer.arrayBuffer();
    return answer.status;
  };
  const sent = () => stage.provider.accepted.all();

  it('is nobody’s with another secret, and refuses what is not signed, or not by Chatwoot, or too long ago', async () => {
    expect(await post('{}', { url: `${hookUrl()}x` })).toBe(404);
    expect(await post('{}', { url: hookUrl().replace(/[^/]+$/, 'x') })).toBe(404);
    expect(await post('{}', { signed: false })).toBe(401);
    expect(await post('{}', { key: 'another' })).toBe(401);
    expect(await post('{}', { at: Date.now() - 6 * 60_000 })).toBe(401);
    expect(await post('{"event":"webwidget_triggered"}')).toBe(200);
    expect(await post('{}')).toBe(400);
    expect(await post('no json')).toBe(400);
    expect(await post(`{"event":"${'x'.repeat(3 * 1024 * 1024)}"}`)).toBe(413);
    expect(stage.logged.join()).not.toContain(hookUrl().split('/').at(-1));
  });

  it('takes what is not signed where Chatwoot does not sign', async () => {
    stage.chatwoot.signs = false;
    await stage.connect();
    expect(await post('{"event":"conversation_updated"}', { signed: false })).toBe(200);
    const reply = await stage.chatwoot.agentWrites(conversation, { content: 'unsigned' });
    await stage.settle();
    expect(reply.status).toBe('sent');
    expect(sent()).toHaveLength(1);
  });

  it('sends nothing but what an agent has just written to the contact in this inbox', async () => {
    const own = '0b8c7f3e-1d2a-8abc-9def-0123456789ab';
    const message = await stage.chatwoot.agentWrites(conversation, { content: 'note', private: true });
    await stage.chatwoot.agentWrites(conversation, { content: 'ours', sourceId: own });
    await stage.chatwoot.agentWrites(conversation, { content: 'ours', sourceId: `${own}:2` });
    await stage.chatwoot.agentWrites(conversation, { content: '  ' });
    for (const change of [
      { private: false, event: 'message_updated' },
      { private: false, message_type: 'incoming' },
      { private: false, message_type: 'template' },
      { private: false, inbox: { id: 4711 } },
      { private: false, account: { id: 2 } },
    ])
      expect(await stage.chatwoot.sendHook(message, change)).toMatchObject({ status: 200 });
    await stage.settle();
    expect(sent()).toEqual([]);
  });

  it('sends files, the text with the first where WhatsApp shows one with it', async () => {
    const file = (file_type: string, name: string) => ({
      file_type,
      data_url: `https://chat.example/rails/${name}`,
    });
    await stage.chatwoot.agentWrites(conversation, {
      content: 'look',
      attachments: [file('image', 'photo.jpg'), file('file', 'terms%20v2.pdf')],
    });
    await stage.chatwoot.agentWrites(conversation, {
      content: 'hear',
      attachments: [file('audio', 'a.ogg')],
    });
    await stage.chatwoot.agentWrites(conversation, { attachments: [file('image', 'moving.gif')] });
    await stage.settle();
    expect(sent().map(({ message }) => message)).toMatchObject([
      { type: 'image', image: { link: 'https://chat.example/rails/photo.jpg', caption: 'look' } },
      { type: 'document', document: { filename: 'terms v2.pdf' } },
      { type: 'text', text: { body: 'hear' } },
      { type: 'audio', audio: { link: 'https://chat.example/rails/a.ogg' } },
      { type: 'document', document: { filename: 'moving.gif' } },
    ]);
  });

  it('finds whom it goes to: by number, by WhatsApp’s own id, in a group', async () => {
    const userId = 'BR.13491208655302741918';
    await stage.customerWrites({ userId, name: 'Hidden', text: 'no number' });
    await stage.customerWrites({ from: CUSTOMER, groupId: 'group-1', text: 'in a group' });
    const [, hidden, group] = stage.chatwoot.state.conversations;
    const message = await stage.chatwoot.agentWrites(hidden?.id ?? 0, { content: 'one' });
    await stage.chatwoot.agentWrites(group?.id ?? 0, { content: 'two' });
    await stage.settle();
    expect(sent().map(({ recipientKind }) => recipientKind)).toEqual(['USER', 'GROUP']);

    // An old version that tells the contact's id alone.
    const bare = {
      id: 4711,
      conversation: { id: hidden?.id, contact_inbox: { contact_id: hidden?.contact_id } },
    };
    await stage.chatwoot.sendHook(message, bare);
    await stage.settle();
    expect(sent()).toHaveLength(3);

    const nobody = { id: 4712, conversation: { id: hidden?.id, meta: { sender: { name: 'Nobody' } } } };
    expect(await stage.chatwoot.sendHook(message, nobody)).toMatchObject({ status: 400 });
  });

  it('says what is wrong with a message that WhatsApp cannot carry', async () => {
    const long = await stage.chatwoot.agentWrites(conversation, { content: 'x'.repeat(5_000) });
    expect(long.status).toBe('failed');
    stage.advance(3_000);
    await stage.settle();
    expect(long.external_error).toMatch(/at most 4096 characters/);
  });

  it('answers in time when the provider does not, and tells later what came of it', async () => {
    await stage.setMode('RELAY_ONLY');
    stage.provider.fault({ does: { kind: 'SLOW', ms: 4_600 } });
    const slow = await stage.chatwoot.agentWrites(conversation, { content: 'slow' });
    expect(stage.chatwoot.hooks.at(-1)).toEqual({ message: slow.id, status: 200 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(sent()).toHaveLength(1);
    const [send] = sent();
    if (send) stage.provider.callBack(send, { status: 'delivered' });
    await stage.settle();
    expect(slow.status).toBe('delivered');
  }, 20_000);

  it('shows the agent a failure of the moment at once where nothing may wait', async () => {
    await stage.setMode('RELAY_ONLY');
    stage.provider.fault({ does: { kind: 'REFUSE', code: 131000 } });
    const failed = await stage.chatwoot.agentWrites(conversation, { content: 'now' });
    expect(stage.chatwoot.hooks.at(-1)).toEqual({ message: failed.id, status: 503 });
    expect(failed.status).toBe('failed');
    // Sent anew it goes out, once.
    expect(await stage.chatwoot.sendHook(failed)).toMatchObject({ status: 200 });
    expect(await stage.chatwoot.sendHook(failed)).toMatchObject({ status: 200 });
    expect(sent()).toHaveLength(1);
  });
});
