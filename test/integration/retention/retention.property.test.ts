import { afterEach, beforeEach, describe, test } from '@jest/globals';
import fc from 'fast-check';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { histories } from '../../support/retention/commands.js';
import { EXAMPLES } from '../../support/retention/examples.js';
import { play } from '../../support/retention/play.js';

const isLong = process.env['LETHE_TEST_LONG'] === '1';
const RUNS = isLong ? 200 : 2;
const LIMIT_MS = isLong ? 1_800_000 : 60_000;

describe('retention, on MongoDB', () => {
  let databases: TestDatabase[] = [];
  beforeEach(() => {
    databases = [];
  });
  afterEach(async () => {
    await Promise.all(databases.map((database) => database.close()));
  });

  test(
    `keeps what the specification keeps, erases what it erases, whatever happens in between, in up to ${String(RUNS)} histories`,
    async () => {
      await fc.assert(
        fc.asyncProperty(histories(isLong ? 40 : 15), async (history) => {
          const database = await openTestDatabase('retention');
          databases.push(database);
          const { client, db, keysDb } = database;
          await play(
            { documents: createMongoDocuments(client, db), keys: createMongoDocuments(client, keysDb) },
            history,
          );
        }),
        {
          numRuns: RUNS + 7,
          examples: EXAMPLES.slice(0, 7).map((history) => [[...history]]),
          interruptAfterTimeLimit: LIMIT_MS,
          markInterruptAsFailure: false,
        },
      );
    },
    LIMIT_MS + 120_000,
  );
});
