import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deliverToChatwoot } from '../../../src/relay/chatwoot/deliverToChatwoot.js';
import type { ChatwootEvent, ReadFile } from '../../../src/relay/chatwoot/chatwootEvent.js';
import { findChatwootTarget } from '../../../src/relay/chatwoot/chatwootTargets.js';
import { startChatwootStage, type ChatwootStage } from '../../support/chatwoot/stage.js';

const PERSON = {
  phone: '+5511987650001',
  userId: null,
  parentUserId: null,
  username: null,
  name: 'Ada',
  groupId: null,
};
const GROUP = { ...PERSON, phone: null, name: 'Family', groupId: 'group-1' };
const IMAGE = {
  type: 'image',
  media: {
    providerMediaId: '1',
    mimeType: 'image/jpeg',
    sha256: null,
    fileName: null,
    caption: 'look',
    voice: false,
    animated: false,
    url: null,
  },
} as const;

/** As ours are: derived. */
const idOf = (serial: number): string => `0b8c7f3e-1d2a-8abc-9def-${String(serial).padStart(12, '0')}`;

describe('what agents are shown', () => {
  let stage: ChatwootStage;
  beforeEach(async () => {
    stage = await startChatwootStage();
    await stage.connect();
  });
  afterEach(() => stage.stop());

  let serial = 0;
  beforeEach(() => {
    serial = 0;
  });
  const deliver = async (
    event: Partial<ChatwootEvent>,
    file: ReadFile = { kind: 'GONE' },
    attempt = 1,
  ): Promise<string> => {
    const { core, services, account, number } = stage.gateway;
    const row = await services.directory.number(account, number._id);
    const target = row && (await findChatwootTarget(core, services.directory, row));
    if (!target) throw new Error('Not connected.');
    const id = idOf(++serial);
    const whole: ChatwootEvent = {
      kind: 'MESSAGE',
      messageId: id,
      sourceId: id,
      direction: 'INBOUND',
      person: PERSON,
      group: null,
      content: { type: 'text', body: 'text' },
      answers: null,
      ...event,
    };
    const outcome = await deliverToChatwoot(
      services.chatwoot,
      target,
      whole,
      () => Promise.resolve(file),
      attempt,
    );
    return outcome.kind === 'FAILED' ? `FAILED ${outcome.reason}` : outcome.kind;
  };
  const contents = () => stage.messages().map(({ content }) => content);

  it('is a file with its caption, or what there is instead of it', async () => {
    const file = { bytes: Buffer.from([1, 2, 3]), fileName: 'photo "1".jpg', mimeType: 'image/jpeg' };
    expect(await deliver({ content: IMAGE }, { kind: 'FILE', file })).toBe('DELIVERED');
    expect(await deliver({ content: IMAGE }, { kind: 'GONE' })).toBe('DELIVERED');
    expect(await deliver({ content: IMAGE }, { kind: 'LATER' })).toBe('FAILED MEDIA_UNREADABLE');
    expect(stage.messages()).toMatchObject([
      {
        content: 'look',
        files: [{ type: 'image/jpeg', bytes: Buffer.from([1, 2, 3]) }],
        source_id: idOf(1),
      },
      { content: '[image that can no longer be had]\nlook', files: [] },
    ]);
  });

  it('names who speaks in a group, whose contact is the group', async () => {
    await deliver({ group: GROUP });
    await deliver({ group: GROUP, person: { ...PERSON, name: 'B*b\n' } });
    await deliver({ group: GROUP, direction: 'OUTBOUND' });
    expect(contents()).toEqual(['**Ada:** text', '**B b:** text', 'text']);
    expect(stage.messages().map(({ message_type }) => message_type)).toEqual([
      'incoming',
      'incoming',
      'outgoing',
    ]);
    expect(stage.chatwoot.state.contacts).toMatchObject([{ name: 'Family', identifier: 'group:group-1' }]);
    await stage.settle();
    // What the business wrote on its own phone is shown as its own, and does not come back.
    expect(stage.provider.accepted.all()).toEqual([]);
  });

  it('shows edits as answers to the message, and deletes what its author took back', async () => {
    await deliver({ messageId: 'm', sourceId: 'm' });
    await deliver({
      kind: 'EDIT',
      messageId: 'm',
      sourceId: 'm:2',
      content: { type: 'text', body: 'better' },
    });
    expect(await deliver({ kind: 'REVOCATION', messageId: 'm', sourceId: 'm:3', content: null })).toBe(
      'DELIVERED',
    );
    expect(await deliver({ kind: 'REVOCATION', messageId: 'unknown', content: null })).toBe('NOTHING');
    expect(stage.messages()).toMatchObject([
      { deleted: true },
      { content: '✏️ Edited: better', content_attributes: { in_reply_to_external_id: 'm' } },
    ]);
    const stranger = { ...PERSON, phone: '+5511987659999' };
    expect(await deliver({ kind: 'REVOCATION', person: stranger, content: null })).toBe('NOTHING');
    expect(stage.chatwoot.state.contacts).toHaveLength(1);
  });

  it('does not make twice what is there, however much came after it', async () => {
    await deliver({ messageId: 'm', sourceId: 'm' });
    for (let index = 0; index < 45; index += 1) await deliver({});
    expect(await deliver({ messageId: 'm', sourceId: 'm' }, undefined, 2)).toBe('NOTHING');
    expect(stage.messages()).toHaveLength(46);
  });

  it('finds contacts that are there, and talks on in a new conversation when the last is resolved', async () => {
    const inbox = stage.chatwoot.state.inboxes[0]?.id ?? 0;
    stage.chatwoot.state.contacts.push(
      { id: 500, name: 'No', phone_number: `${PERSON.phone}1`, identifier: null, inboxes: [] },
      { id: 501, name: 'In the CRM', phone_number: PERSON.phone, identifier: 'crm-7', inboxes: [] },
    );
    await deliver({});
    const [first] = stage.chatwoot.state.conversations;
    expect(first).toMatchObject({ contact_id: 501, inbox_id: inbox });
    if (first) first.status = 'resolved';
    await deliver({});
    await deliver({ person: { ...PERSON, userId: 'BR.1349001' } });
    expect(stage.chatwoot.state.conversations.map(({ contact_id }) => contact_id)).toEqual([501, 501]);
    expect(stage.messages().map(({ conversation_id }) => conversation_id)).toEqual([
      first?.id,
      stage.chatwoot.state.conversations[1]?.id,
      stage.chatwoot.state.conversations[1]?.id,
    ]);
  });

  it('tells what stands for things that are no text', async () => {
    const raw = null;
    await deliver({
      content: { type: 'location', latitude: 1.5, longitude: -2, name: 'Café', address: 'Rua 1', url: null },
    });
    await deliver({ content: { type: 'contacts', cards: [{ name: 'Bo', phones: ['+1 2'], raw }] } });
    await deliver({
      content: { type: 'reaction', messageId: 'x', emoji: '👍' },
      answers: { messageId: 'm' },
    });
    await deliver({ content: { type: 'reaction', messageId: 'x', emoji: null } });
    await deliver({
      content: { type: 'unsupported', reason: 'PROVIDER', providerType: null, errors: [], raw },
    });
    expect(await deliver({ content: { type: 'text', body: '' } })).toBe('NOTHING');
    expect(await deliver({ person: null })).toBe('FAILED NOBODY');
    expect(contents()).toEqual([
      '📍\nCafé\nRua 1\n1.5, -2',
      '👤 Bo +1 2',
      'Reacted with 👍',
      'Took a reaction back',
      '[A message of a kind that cannot be shown here]',
    ]);
    expect(stage.messages()[2]).toMatchObject({ content_attributes: { in_reply_to_external_id: 'm' } });
  });
});
