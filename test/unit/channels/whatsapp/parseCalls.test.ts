import { expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/channels/whatsapp/parseWebhook.js';
import * as wa from '../../../support/whatsapp.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const seconds = (at: string): string => String(Date.parse(at) / 1_000);
const parse = (value: Readonly<Record<string, wa.JsonObject[]>>) =>
  parseWebhook(
    {
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [wa.change({ field: 'calls', value })] }],
    },
    NOW,
  ).map(({ event }) => event);
const call = { id: 'wacid.1', from: '447700900321', to: '15550783881', direction: 'USER_INITIATED' };

test('a call that comes in, is talked and ends', () => {
  const connect = {
    ...call,
    event: 'connect',
    timestamp: seconds('2026-03-01T11:00:00Z'),
    session: { sdp: 'x' },
  };
  const terminate = {
    ...{ ...call, event: 'terminate', status: 'COMPLETED', timestamp: seconds('2026-03-01T11:02:00Z') },
    ...{
      start_time: seconds('2026-03-01T11:00:10Z'),
      end_time: seconds('2026-03-01T11:01:50Z'),
      duration: 100,
    },
  };
  expect(parse({ calls: [connect, terminate] })).toMatchObject([
    {
      ...{
        kind: 'call',
        channel: 'WHATSAPP',
        externalId: 'wacid.1',
        direction: 'INBOUND',
        status: 'RINGING',
      },
      ...{ from: '+447700900321', to: '+15550783881', peer: { phone: '+447700900321' }, accountSid: null },
      at: new Date('2026-03-01T11:00:00Z'),
    },
    {
      ...{ status: 'COMPLETED', durationSeconds: 100, at: new Date('2026-03-01T11:01:50Z') },
      connectedAt: new Date('2026-03-01T11:00:10Z'),
    },
  ]);
});

test('one that nobody took is missed, one that failed failed', () => {
  const ended = { ...call, event: 'terminate', timestamp: seconds('2026-03-01T11:00:00Z') };
  expect(
    parse({
      calls: [
        { ...ended, status: 'COMPLETED' },
        { ...ended, status: 'FAILED' },
      ],
    }),
  ).toMatchObject([{ status: 'MISSED', durationSeconds: null }, { status: 'FAILED' }]);
});

test('the way of a call that the business makes', () => {
  const status = { id: 'wacid.2', type: 'call', recipient_id: '447700900321', timestamp: '1' };
  const statuses = ['RINGING', 'ACCEPTED', 'REJECTED', 'DREAMING'].map((told) => ({
    ...status,
    status: told,
  }));
  expect(parse({ statuses })).toMatchObject([
    { kind: 'call', direction: 'OUTBOUND', status: 'RINGING', to: '+447700900321', at: NOW },
    { status: 'ACCEPTED' },
    { status: 'REJECTED' },
    { kind: 'unknown', field: 'calls', reason: 'MALFORMED_CALL' },
  ]);
});
