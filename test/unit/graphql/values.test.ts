import { describe, expect, it } from '@jest/globals';
import { parseValue } from 'graphql';
import { DateTime } from '../../../schema/types/scalars.js';
import { InboundEventType } from '../../../schema/types/inboundEventType.js';
import { toId } from '../../../src/graphql/ids.js';
import { cursorOf, limitOf, placeOf, rangeOf } from '../../../src/graphql/pages.js';
import { InvalidInput } from '../../../src/lib/errors.js';

const ID = '018f3c5e-7a1b-7c3d-8e4f-0123456789ab';

describe('ids', () => {
  it('are taken as they are, or in the global form', () => {
    expect(toId(ID)).toBe(ID);
    expect(toId(ID.toUpperCase())).toBe(ID);
    for (const encoding of ['base64', 'base64url'] as const) {
      expect(toId(Buffer.from(`Number:${ID}`).toString(encoding))).toBe(ID);
    }
  });

  it.each(['', 'x', 'Number:1', Buffer.from('Number:1').toString('base64'), '__proto__'])(
    'leave %j as it is',
    (id) => {
      expect(toId(id)).toBe(id);
    },
  );
});

describe('pages', () => {
  it('read their own cursors', () => {
    const place = { at: new Date('2026-01-02T03:04:05.678Z'), id: ID };
    expect(placeOf('after', cursorOf(place))).toEqual(place);
    expect(placeOf('after', null)).toBeNull();
  });

  it.each([
    '',
    'x',
    Buffer.from('x/y').toString('base64url'),
    Buffer.from('9999999999999999/y').toString('base64url'),
  ])('refuse %j', (cursor) => {
    expect(() => placeOf('before', cursor)).toThrow(InvalidInput);
  });

  it('have 1 to 100 items, 50 by default', () => {
    expect([limitOf('first', null), limitOf('first', 1), limitOf('first', 100)]).toEqual([50, 1, 100]);
    for (const limit of [0, -1, 101]) expect(() => limitOf('first', limit)).toThrow(/1 to 100/);
  });

  it('end after they start', () => {
    const [early, late] = [new Date(0), new Date(1)];
    expect(rangeOf({ startDate: early, endDate: early })).toEqual({ startDate: early, endDate: early });
    expect(() => rangeOf({ startDate: late, endDate: early })).toThrow(InvalidInput);
  });
});

describe('DateTime', () => {
  it.each([
    ['2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(DateTime.serialize(DateTime.parseValue(text))).toBe(expected);
    expect(DateTime.parseLiteral(parseValue(JSON.stringify(text)), {})).toEqual(new Date(expected));
  });

  it.each(['2026-01-31T12:00:00', '2026-13-01', 'tomorrow', '', 5, null])(
    'refuses %j without repeating it',
    (value) => {
      expect(() => DateTime.parseValue(value)).toThrow(
        'A DateTime is ISO 8601 with an offset: 2026-01-31T12:00:00.000Z.',
      );
    },
  );
});

describe('InboundEventType', () => {
  it.each(['"message.received"', 'MESSAGE_RECEIVED', '"MESSAGE_RECEIVED"'])('reads %s', (literal) => {
    expect(InboundEventType.parseLiteral(parseValue(literal), {})).toBe('message.received');
  });

  it('refuses what it does not know', () => {
    expect(() => InboundEventType.parseValue('message.unknown')).toThrow(/message\.failed/);
    expect(() => InboundEventType.parseLiteral(parseValue('1'), {})).toThrow();
  });
});
