import { expect, it } from '@jest/globals';
import { BSON } from 'mongodb';
import { isHostileName } from '../../support/hostile/values.js';
import { fieldNamesOf } from '../../support/scan.js';

/** A document with a field of any name, at the bottom of a list: the driver writes some names as types of its own. */
function planted(name: string): Uint8Array {
  const placeholder = 'x'.repeat(name.length);
  const bytes = BSON.serialize({
    _id: 1,
    list: [{ at: new Date(0) }, { [placeholder]: { text: '$where' } }],
  });
  return Buffer.from(Buffer.from(bytes).toString('latin1').replace(placeholder, name), 'latin1');
}

it.each(['$where', '$ref', '$', 'isAdmin', '__proto__', 'constructor', '_bsontype', 'toJSON', 'then'])(
  'finds a stored field %s',
  (name) => {
    expect([...fieldNamesOf(planted(name))].filter(isHostileName)).toEqual([name]);
  },
);

it('takes no value, no id and no time for a name', () => {
  const values = {
    a: '$where',
    b: ['isAdmin', '__proto__'],
    c: Buffer.from('\u0003$ne\u0000'),
    d: new Date(7),
  };
  expect([...fieldNamesOf(BSON.serialize(values))]).toEqual(['a', 'b', '0', '1', 'c', 'd']);
});
