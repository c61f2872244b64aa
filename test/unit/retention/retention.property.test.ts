import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { histories } from '../../support/retention/commands.js';
import { EXAMPLES } from '../../support/retention/examples.js';
import { play } from '../../support/retention/play.js';

const isLong = process.env['LETHE_TEST_LONG'] === '1';
const RUNS = isLong ? 3_000 : 25;
const LIMIT_MS = isLong ? 3_600_000 : 60_000;

describe('retention, on the in-memory store', () => {
  test(
    `keeps what the specification keeps, erases what it erases, whatever happens in between, in up to ${String(RUNS)} histories`,
    async () => {
      await fc.assert(
        fc.asyncProperty(histories(isLong ? 50 : 30), (history) =>
          play({ documents: createMemoryDocuments(), keys: createMemoryDocuments() }, history),
        ),
        // A slow machine plays fewer histories; a failing one is shrunk only so far.
        {
          numRuns: RUNS + EXAMPLES.length,
          examples: EXAMPLES.map((history) => [[...history]]),
          interruptAfterTimeLimit: LIMIT_MS,
          markInterruptAsFailure: false,
        },
      );
    },
    LIMIT_MS + 60_000,
  );
});
