/** A value that was sent on purpose to break something; `name` is what a failing test prints. */
export interface HostileValue {
  readonly name: string;
  readonly value: unknown;
}

const named = (values: Readonly<Record<string, unknown>>): readonly HostileValue[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** Keeps `__proto__` an ordinary property, as it comes over the wire. */
const json = (text: string): unknown => JSON.parse(text) as unknown;

export const HOSTILE_TEXTS: readonly HostileValue[] = named({
  'empty text': '',
  blank: ' \t',
  NUL: 'a\u0000b',
  'newline and header': 'a\r\nx-evil: 1',
  'lone high surrogate': 'a\ud800b',
  'lone low surrogate': '\udc00',
  'right-to-left override': '\u202eabc',
  'replacement and noncharacters': '\ufffd\uffff',
  'prototype name': '__proto__',
  'constructor name': 'constructor',
  'method name': 'toString',
  'operator as text': '{"$ne": null}',
  'operator name': '$where',
  'code as text': "'; return true; //",
  'path upwards': '../../../etc/passwd',
  'field path': 'a.b.$[]',
  'regular expression': '(a+)+$',
  'very long text': 'x'.repeat(100_000),
  'many code points': '\u{1f600}'.repeat(20_000),
  'number as text': '1e309',
  'digits without end': '9'.repeat(400),
  'not a number': 'NaN',
  'first instant': '-271821-04-20T00:00:00.000Z',
  'last instant': '+275760-09-13T00:00:00.000Z',
  'before the common era': '-000001-01-01T00:00:00.000Z',
  'year zero': '0000-01-01T00:00:00.000Z',
  'no such day': '2026-02-31T25:61:00Z',
  'base64 of nothing': Buffer.from('0/').toString('base64url'),
  'cursor of the last instant': Buffer.from(`8640000000000000/${'f'.repeat(36)}`).toString('base64url'),
  'cursor with an operator': Buffer.from('1/{"$gt":""}').toString('base64url'),
  'global id of another type': Buffer.from(`Account:${'0'.repeat(36)}`).toString('base64url'),
  'nil id': '00000000-0000-0000-0000-000000000000',
});

export const HOSTILE_OTHERS: readonly HostileValue[] = named({
  null: null,
  true: true,
  zero: 0,
  'negative zero': -0,
  'a fraction': 0.1,
  'minus one': -1,
  'beyond 32 bits': 2 ** 31,
  'below 32 bits': -(2 ** 31) - 1,
  'beyond exact': 2 ** 53 + 2,
  huge: 1e308,
  'huge and negative': -1e308,
  'empty list': [],
  'list of lists': [[[]]],
  'list of null': [null],
  'long list': Array.from({ length: 5_000 }, () => 'x'),
  'empty object': {},
  'not equal': { $ne: null },
  'greater than nothing': { $gt: '' },
  'matches all': { $regex: '.*' },
  'where code': { $where: 'sleep(1000) || true' },
  'in a list': { $in: [null, ''] },
  'function body': { $function: { body: 'function () { return true }', args: [], lang: 'js' } },
  'prototype object': json('{"__proto__": {"isAdmin": true}}'),
  'constructor object': json('{"constructor": {"prototype": {"isAdmin": true}}}'),
  'toJSON and length': { toJSON: 'x', length: 1e9, then: 'x' },
  'id of the driver': { _bsontype: 'ObjectId', id: 'x'.repeat(12) },
});

export const HOSTILE: readonly HostileValue[] = [...HOSTILE_TEXTS, ...HOSTILE_OTHERS];

const NAMES = new Set(['__proto__', 'constructor', 'prototype', 'isAdmin', 'toJSON', 'then', '_bsontype']);

/** Whether a field has a name that only the values above have: an operator's, or one that code gives a meaning to. */
export function isHostileName(name: string): boolean {
  return name.startsWith('$') || NAMES.has(name);
}
