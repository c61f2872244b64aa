import { describe, expect, test } from '@jest/globals';
import type { PersonIdentity } from '../../../../src/channels/inbound.js';
import { parseWebhook } from '../../../../src/channels/whatsapp/parseWebhook.js';
import * as wa from '../../../support/whatsapp.js';

const receivedAt = new Date('2026-01-15T12:00:05Z');
function peers(options: wa.ChangeOptions): (PersonIdentity | null)[] {
  return parseWebhook(wa.envelope(options), receivedAt).map(({ event }) =>
    'peer' in event ? event.peer : null,
  );
}
const nobody = { phone: null, userId: null, parentUserId: null, username: null, name: null };
const ana: wa.Person = {
  phone: '5511911111111',
  userId: 'BR.1',
  parentUserId: 'BR.ENT.1',
  username: '@ana',
  name: 'Ana',
};
const bia: wa.Person = { userId: 'BR.2', username: 'bia', name: 'Bia' };
const anaRead = {
  phone: '+5511911111111',
  userId: 'BR.1',
  parentUserId: 'BR.ENT.1',
  username: 'ana',
  name: 'Ana',
};
const biaRead = { ...nobody, userId: 'BR.2', username: 'bia', name: 'Bia' };

describe('who sent it', () => {
  test('a batch finds everybody by number or by user id', () => {
    const messages = [bia, ana, bia].map((from) => wa.textMessage({ from }));
    expect(peers({ messages, contacts: [ana, bia] })).toEqual([biaRead, anaRead, biaRead]);
  });

  test('no phone number anywhere', () => {
    expect(peers({ messages: [wa.textMessage({ from: bia })], contacts: [bia] })).toEqual([biaRead]);
  });

  test('the message has only the number, the contact only the user id', () => {
    const messages = [wa.textMessage({ from: { phone: '5511911111111' } })];
    expect(peers({ messages, contacts: [bia] })).toEqual([{ ...biaRead, phone: '+5511911111111' }]);
  });

  test('the number of the message wins over that of its only contact', () => {
    const messages = [wa.textMessage({ from: { phone: '551191111111' } })];
    expect(peers({ messages, contacts: [{ phone: '5511911111111', name: 'Ana' }] })).toMatchObject([
      { phone: '+551191111111', name: 'Ana' },
    ]);
  });

  test('one of several is not given to a stranger', () => {
    const messages = [wa.textMessage({ from: { phone: '5511900000000' } }), wa.textMessage({ from: ana })];
    expect(peers({ messages, contacts: [ana] })).toEqual([{ ...nobody, phone: '+5511900000000' }, anaRead]);
  });

  test('an address that is no phone number is kept as an id', () => {
    const messages = [{ ...wa.textMessage({ from: {} }), from: 'BR.77' }];
    expect(peers({ messages })).toEqual([{ ...nobody, userId: 'BR.77' }]);
  });

  test('nobody at all, and contacts that are malformed', () => {
    expect(peers({ messages: [wa.textMessage({ from: {} })] })).toEqual([nobody]);
    const messages = [wa.textMessage({ from: { phone: '5511900000000' } })];
    for (const contacts of ['x', [1, null], [{ profile: 3, wa_id: [] }], {}]) {
      expect(peers({ messages, value: { contacts } })).toEqual([{ ...nobody, phone: '+5511900000000' }]);
    }
  });
});

describe('echoes', () => {
  test('are outbound, and the peer is the customer', () => {
    const echoes = [
      wa.echoOf(wa.textMessage({ text: 'from the shop' }), ana),
      wa.echoOf(wa.imageMessage(), bia),
    ];
    for (const field of ['smb_message_echoes', 'message_echoes']) {
      const events = parseWebhook(wa.envelope({ field, echoes, contacts: [ana, bia] }), receivedAt);
      expect(events.map((one) => one.event)).toMatchObject([
        { kind: 'message', direction: 'OUTBOUND', type: 'text', peer: anaRead },
        { kind: 'message', direction: 'OUTBOUND', type: 'image', peer: biaRead },
      ]);
    }
  });

  test('repeat the number as the business typed it', () => {
    const echoes = [{ ...wa.echoOf(wa.textMessage()), to: '+55 (11) 91111-1111', to_user_id: null }];
    expect(peers({ echoes })).toEqual([{ ...nobody, phone: '+5511911111111' }]);
  });
});

describe('groups', () => {
  test('a message names its group, and its sender is the participant', () => {
    const messages = [wa.textMessage({ from: ana, groupId: 'group-1' })];
    expect(parseWebhook(wa.envelope({ messages, contacts: [ana] }), receivedAt)[0]?.event).toMatchObject({
      group: { externalId: 'group-1', name: null },
      peer: anaRead,
    });
  });

  test('an echo to a group has no other party', () => {
    const sent = { ...wa.echoOf(wa.textMessage(), {}), recipient_type: 'group', to: '120363041234567' };
    expect(parseWebhook(wa.envelope({ echoes: [sent] }), receivedAt)[0]?.event).toMatchObject({
      group: { externalId: '120363041234567' },
      peer: nobody,
    });
  });
});
