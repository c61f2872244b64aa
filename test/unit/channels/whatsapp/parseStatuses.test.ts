import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/channels/whatsapp/parseWebhook.js';
import * as wa from '../../../support/whatsapp.js';

const receivedAt = new Date('2026-01-15T12:00:05Z');
const parse = (statuses: wa.Json[], contacts?: wa.Person[]): unknown[] =>
  parseWebhook(wa.envelope({ statuses, ...(contacts === undefined ? {} : { contacts }) }), receivedAt).map(
    (one) => one.event,
  );

test('a delivered status with everything', () => {
  const recipient = { phone: '5511911111111', userId: 'BR.1', parentUserId: 'BR.ENT.1' };
  const status = wa.messageStatus('delivered', { id: 'wamid.1', recipient, trackingData: 'ours-1' });
  expect(parse([status], [{ ...recipient, name: 'Ana' }])).toEqual([
    {
      kind: 'status',
      externalId: 'wamid.1',
      status: 'DELIVERED',
      at: wa.DEFAULT_AT,
      recipient: {
        phone: '+5511911111111',
        userId: 'BR.1',
        parentUserId: 'BR.ENT.1',
        username: null,
        name: 'Ana',
      },
      groupId: null,
      pricing: { billable: true, model: 'PMP', type: 'regular', category: 'service' },
      conversation: { id: 'c0ffee', originType: 'service' },
      errors: [],
      trackingData: 'ours-1',
    },
  ]);
});

test('every status, in order, also the same one twice', () => {
  const statuses = ['sent', 'delivered', 'read', 'played', 'failed', 'read'].map((name) =>
    wa.messageStatus(name),
  );
  expect(parse(statuses)).toMatchObject(
    ['SENT', 'DELIVERED', 'READ', 'PLAYED', 'FAILED', 'READ'].map((status) => ({ kind: 'status', status })),
  );
});

test('a status of a group is about one participant', () => {
  const status = wa.messageStatus('read', {
    groupId: 'group-1',
    recipient: { phone: '5511911111111', userId: 'BR.1' },
  });
  expect(parse([status])).toMatchObject([
    { groupId: 'group-1', recipient: { phone: '+5511911111111', userId: 'BR.1' } },
  ]);
});

test('without a phone number, and without anybody', () => {
  expect(parse([wa.messageStatus('read', { recipient: { userId: 'BR.1' } })])).toMatchObject([
    { recipient: { phone: null, userId: 'BR.1' } },
  ]);
  expect(parse([{ id: 'wamid.1', status: 'read' }])).toMatchObject([
    { recipient: null, pricing: null, conversation: null, trackingData: null, at: receivedAt },
  ]);
});

describe('errors', () => {
  test('have a code and texts', () => {
    expect(
      parse([wa.failedStatus({ code: 131047, details: 'More than 24 hours have passed' })]),
    ).toMatchObject([
      {
        status: 'FAILED',
        errors: [{ code: 131047, title: 'Not sent', details: 'More than 24 hours have passed' }],
      },
    ]);
  });

  test.each([
    '+55 11 91234-5678',
    '5511912345678',
    'BR.1349001',
    'US.ENT.11815',
    'ana@example.org',
    '@ana_silva',
    'wamid.HBgL+/=',
  ])('lose %s', (trace) => {
    const [event] = parse([wa.failedStatus({ details: `(#131026) could not reach ${trace} today` })]);
    expect(event).toMatchObject({ errors: [{ details: '(#131026) could not reach [removed] today' }] });
  });

  test('are bounded', () => {
    const error = { code: 1, title: 'x@'.repeat(1_000_000), href: 'https://example.org/5511912345678' };
    const [event] = parse([wa.messageStatus('failed', { errors: Array.from({ length: 50 }, () => error) })]);
    const errors = (event as { errors: { title: string; href: string | null }[] }).errors;
    expect(errors).toHaveLength(20);
    expect(errors.every((one) => one.title.length <= 500 && one.href === null)).toBe(true);
  });
});

test('what is no status of a message is unknown', () => {
  expect(
    parse([
      { status: 'read' },
      wa.messageStatus('teleported'),
      { ...wa.messageStatus('x'), type: 'call' },
      'canary',
    ]),
  ).toEqual([
    { kind: 'unknown', field: 'statuses', reason: 'STATUS_WITHOUT_ID', code: null },
    { kind: 'unknown', field: 'statuses', reason: 'UNKNOWN_STATUS', code: null },
    { kind: 'unknown', field: 'calls', reason: 'MALFORMED_CALL', code: null },
    { kind: 'unknown', field: 'statuses', reason: 'MALFORMED_STATUS', code: null },
  ]);
});
