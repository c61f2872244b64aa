import { describe, expect, it } from '@jest/globals';
import { parseOtlpHeaders } from '../../../src/lib/otlpHeaders.js';
import { nameToTell } from '../../../src/lib/tracer.js';

describe('the name of an operation', () => {
  it.each(['Messages', 'Chat_Page2', '_x', 'Top100'])('is told: %s', (name) => {
    expect(nameToTell(name)).toBe(name);
  });

  it.each(['Q4915155508181', 'call_49_1515_5508181', 'x'.repeat(65), 'Zoë', 'a b', ''])(
    'is not told where it could be a number or a text: %s',
    (name) => {
      expect(nameToTell(name)).toBe('other');
    },
  );

  it('may be missing', () => {
    expect([nameToTell(null), nameToTell(undefined)]).toEqual(['unnamed', 'unnamed']);
  });
});

describe('OTEL_EXPORTER_OTLP_HEADERS', () => {
  it('are names and percent-encoded values', () => {
    expect(parseOtlpHeaders('api-key=a%20key%3D, other = value ')).toEqual({
      'api-key': 'a key=',
      other: 'value',
    });
  });

  it.each(['', 'name', '=value', 'a=b,', 'a=%E0%A4%A', 'a b=c', 'a=%0Ab'])('are refused: %j', (text) => {
    expect(parseOtlpHeaders(text)).toBeNull();
  });
});
