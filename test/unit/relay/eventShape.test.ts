import { describe, expect, it } from '@jest/globals';
import { parseWebhook } from '../../../src/channels/whatsapp/parseWebhook.js';
import { arrivedEvent } from '../../../src/relay/arrivedEvent.js';
import { createTestGateway } from '../../support/gateway.js';
import { echoOf, envelope, failedStatus, messageStatus, textMessage } from '../../support/whatsapp.js';

type Value = Parameters<typeof envelope>[0];

/** What existing consumers refuse an event for: a field that is missing, or is of another type. */
describe('an event', () => {
  const told = async (value: Value) => {
    const { number, now } = await createTestGateway();
    const [item] = parseWebhook(envelope(value), now);
    if (!item || item.event.kind === 'unknown' || item.event.kind === 'call')
      throw new Error('No chat event.');
    return arrivedEvent(number, item.event, 'id', 'mark', null);
  };
  const nobody = { phone: undefined, userId: undefined, parentUserId: undefined } as never;
  const sent = textMessage({ text: 'x' });

  it.each<[string, Value]>([
    ['a message', { messages: [sent] }],
    ['a message of nobody', { messages: [textMessage({ text: 'x', from: nobody })], contacts: [] }],
    ['a message of a group', { messages: [textMessage({ text: 'x', groupId: 'g' })] }],
    ['an echo', { echoes: [echoOf(sent)] }],
    ['an echo to nobody', { echoes: [echoOf(sent, nobody)], contacts: [] }],
    ['an echo to a group', { echoes: [{ ...echoOf(sent, nobody), group_id: 'g' }], contacts: [] }],
    ['a status', { statuses: [messageStatus('sent')] }],
    ['a status of nobody', { statuses: [messageStatus('read', { recipient: nobody })] }],
    ['a failure', { statuses: [failedStatus()] }],
  ])('of %s says whose it is, and has no null but where one is allowed', async (_name, value) => {
    const { data } = await told(value);
    const {
      messageId: _m,
      participantName: _p,
      quotedMessageId: _q,
      groupName: _g,
      ...rest
    } = data as never as Record<string, unknown>;
    expect([typeof rest['from'], typeof rest['to'], typeof rest['fromMe']]).toEqual([
      'string',
      'string',
      'boolean',
    ]);
    expect(Object.values(rest)).not.toContain(null);
  });

  it('of an echo to a group goes to the group', async () => {
    const echo = { ...echoOf(sent, nobody), group_id: 'g' };
    expect((await told({ echoes: [echo], contacts: [] })).data).toMatchObject({ to: 'g' });
  });

  it('of a failure has a reason and a code, in words', async () => {
    const { data } = await told({ statuses: [failedStatus()] });
    expect(data).toMatchObject({ error: expect.any(String), errorCode: '131047' });
  });
});
