import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { histories } from '../../support/retention/commands.js';
import { play } from '../../support/retention/play.js';

const isLong = process.env['LETHE_TEST_LONG'] === '1';

describe('retention, on the in-memory store', () => {
  test(
    'keeps what the specification keeps, erases what it erases, whatever happens in between',
    async () => {
      await fc.assert(
        fc.asyncProperty(histories(isLong ? 60 : 30), (history) =>
          play({ documents: createMemoryDocuments(), keys: createMemoryDocuments() }, history),
        ),
        { numRuns: Number(process.env["RUNS"] ?? (isLong ? 3_000 : 150)) },
      );
    },
    isLong ? 3_600_000 : 120_000,
  );
});
