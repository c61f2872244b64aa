import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import type { Doc } from '../../../src/events/documents.js';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { systemClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { projectAll } from '../../../src/projections/all.js';
import { forgetKeys } from '../../../src/retention/forgetKeys.js';
import { countDue } from '../../../src/retention/countDue.js';
import { dueRanges, type Due } from '../../../src/retention/selectors.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';

const CUTOFF = new Date('2026-01-02T00:00:00.000Z');
const PLACE = { account: 'a', number: 'n' };
const DUE: Due = { ...PLACE, cutoff: CUTOFF, apiKeys: [null, 'key'] };

let database: TestDatabase;
let core: Core;
beforeAll(async () => {
  database = await openTestDatabase('bounds');
  const { client, db, keysDb } = database;
  core = createCore({
    documents: createMongoDocuments(client, db),
    keys: createMongoDocuments(client, keysDb),
    masterKey: randomBytes(32),
    clock: systemClock,
    log: silentLog,
    project: projectAll,
  });
  await openCore(core);
});
afterAll(() => database.close());

/** Of each three: one just before the cutoff, one at it, one just after. */
function around(name: string, fields: Readonly<Record<string, unknown>>): Doc[] {
  return [-1, 0, 1].map((ms) => {
    const at = new Date(CUTOFF.getTime() + ms);
    return { _id: `${name}${String(ms)}`, ...PLACE, at, bytes: 1, ...fields };
  });
}

describe('what is at the very instant of the cutoff', () => {
  test.each([
    ['MESSAGES', COLLECTIONS.messages, [{ conversation: 'c', subject: 's' }]],
    ['STATUSES', COLLECTIONS.statuses, [{}]],
    [
      'SEND_LOG',
      COLLECTIONS.sendLog,
      [
        { sealed: true, apiKey: null },
        { sealed: true, apiKey: 'key' },
      ],
    ],
  ] as const)('is due: %s', async (recordClass, collection, kinds) => {
    const rows = kinds.flatMap((fields, index) => around(`${recordClass}-${String(index)}/`, fields));
    await core.documents.insertMany(collection, rows);
    const found: string[] = [];
    for (const { range } of dueRanges(recordClass, DUE)) {
      for await (const { _id } of core.documents.stream<Doc>(collection, range)) found.push(_id);
    }
    const due = rows.filter(({ _id }) => !_id.endsWith('/1')).map(({ _id }) => _id);
    expect(found.sort()).toEqual(due.sort());
    const counted = await countDue(core, [{ ...DUE, classes: [recordClass] }]);
    expect(counted.find((some) => some.class === recordClass)?.count).toBe(due.length);
  });

  test('is due: conversations and members of groups', async () => {
    const late = new Date(CUTOFF.getTime() + 1);
    const rows = [
      { _id: 'direct', last: { at: CUTOFF } },
      { _id: 'member', seenAt: CUTOFF },
      { _id: 'both', last: { at: CUTOFF }, seenAt: CUTOFF },
      { _id: 'seen late', last: { at: CUTOFF }, seenAt: late },
      { _id: 'late', last: { at: late } },
    ];
    await core.documents.insertMany(
      COLLECTIONS.conversations,
      rows.map((row) => ({ ...PLACE, ...row })),
    );
    const counted = await countDue(core, [{ ...DUE, classes: ['CONVERSATIONS'] }]);
    expect(counted).toContainEqual(expect.objectContaining({ class: 'CONVERSATIONS', count: 3 }));
  });

  test('keeps the key of its day', async () => {
    // The first instant of a day is all that is left of it.
    const place = { account: 'a', number: 'first instant' };
    const doc = { _id: 'first instant', ...place, at: CUTOFF, conversation: 'c', subject: 's' };
    await core.documents.insertMany(COLLECTIONS.messages, [doc]);
    const scope = `number:${place.number}`;
    for (const day of ['2026-01-01', '2026-01-02']) await core.keyRing.current('a', scope, day);
    await forgetKeys(core, { ...place, cutoff: new Date('2026-01-09T00:00:00.000Z') });
    expect(await core.keyRing.days('a', scope)).toEqual(['2026-01-02']);
  });
});
