import { expect, it } from '@jest/globals';
import type { AcceptedSend } from '../../../src/providerDouble/options.js';
import { createRecord } from '../../../src/providerDouble/record.js';

const send = (id: string, trackingData: string | null): AcceptedSend => ({
  id,
  phoneNumberId: '1',
  acceptedAt: new Date(0),
  recipient: '+447700900123',
  recipientKind: 'PHONE',
  type: 'text',
  trackingData,
  replyTo: null,
  message: null,
});
const ids = (sends: readonly AcceptedSend[]) => sends.map(({ id }) => id);

it('remembers the newest, and counts all', () => {
  const record = createRecord(3);
  for (const [id, trackingData] of [
    ['a', 'x'],
    ['b', 'x'],
    ['c', null],
    ['d', 'x'],
    ['e', 'y'],
  ] as const)
    record.add(send(id, trackingData));
  expect(ids(record.all())).toEqual(['c', 'd', 'e']);
  expect(record.counts).toEqual({ accepted: 5, duplicates: 2 });
  expect(ids(record.byTrackingData('x'))).toEqual(['d']);
  expect([record.byId('a'), record.byId('d')?.id]).toEqual([null, 'd']);
  record.clear();
  expect(record.counts).toEqual({ accepted: 0, duplicates: 0 });
});
