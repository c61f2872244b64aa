import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDateTime } from '../../../src/http/rest/dateTimes.js';

const start = (text: string) => parseDateTime(text, 'START')?.toISOString() ?? null;
const end = (text: string) => parseDateTime(text, 'END')?.toISOString() ?? null;

describe('parseDateTime', () => {
  it.each([
    ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05.678901Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02t03:04:05z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04', '2026-01-02T03:04:00.000Z'],
    ['2026-01-02T03:04:05-03:00', '2026-01-02T06:04:05.000Z'],
    ['2026-01-02T03:04:05+0530', '2026-01-01T21:34:05.000Z'],
    ['2026-01-02T03:04:05 05:30', '2026-01-01T21:34:05.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, expected) => expect(start(text)).toBe(expected));

  it('takes a day without a time as all of it', () => {
    expect([start('2026-01-02'), end('2026-01-02')]).toEqual([
      '2026-01-02T00:00:00.000Z',
      '2026-01-02T23:59:59.999Z',
    ]);
    expect(end('2026-01-02T03:04:05Z')).toBe('2026-01-02T03:04:05.000Z');
  });

  it.each([
    '',
    ' ',
    'now',
    '2026',
    '2026-01',
    '2026-02-29',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-01-01T25:00Z',
    '2026-01-01T00:60Z',
    '2026-01-01T00:00+99:00',
    '1767225600000',
    '+012026-01-01',
    '2026-01-01T00:00:00Z\u0000',
    '2026-W01-1',
  ])('refuses %j', (text) => expect(start(text)).toBeNull());

  it('reads back what any instant prints, and never throws', () => {
    const instants = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(instants, (at) => expect(start(at.toISOString())).toBe(at.toISOString())));
    fc.assert(fc.property(fc.string(), (text) => void start(text)));
  });
});
