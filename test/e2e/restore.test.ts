import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp } from '../../src/app.js';
import { openBackend } from '../../src/backend.js';
import { readConfig } from '../../src/config.js';
import { findFreePort } from '../../src/database/freePort.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import { DAY_MS, systemClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import type { NumberRow } from '../../src/projections/rows.js';
import { ADMIN } from '../support/app.js';
import { runJson } from '../support/cli.js';
import { startGatewayProcess, type GatewayProcess } from '../support/gatewayProcess.js';
import { eventually, signIn } from '../support/session.js';
import { dumpOf, putBack, type Dump } from '../support/sweeping/dump.js';
import { lookAtEverything, type Everything } from '../support/sweeping/everything.js';
import { phonesOf, startSweepStage, type SweepStage } from '../support/sweeping/stage.js';
import { SetNumberPiiModeDocument, UpdateDataRetentionDocument } from './generated/operations.js';

/** What the account forgets; what the first number forgets in addition; what stays. */
const AGES = [100 * DAY_MS, 20 * DAY_MS, 0];
const [ACCOUNT_DAYS, NUMBER_DAYS] = [60, 10];
const POLL_MS = 20;
const isLong = process.env['LETHE_TEST_LONG'] === '1';

/** A dump that was made before records fell due by the account's retention and by STORE_X_DAYS, restored after that. */
describe('a dump from before records were forgotten', () => {
  let stage: SweepStage;
  let folder: string;
  let dump: Dump;
  /** Payloads with PII that was forgotten since. */
  let forgotten: readonly string[];
  let before: Everything;
  let after: Everything;

  const backup = (): string => path.join(folder, 'data.backup');
  /** Those of the payloads that open with the keys that there are, before any gateway has started. */
  const opened = async (payloads: readonly string[]): Promise<readonly string[]> => {
    const { core, stop } = await openBackend(readConfig(stage.environment), {
      clock: systemClock,
      log: silentLog,
    });
    try {
      const number = await core.documents.findOne<NumberRow>(COLLECTIONS.numbers, {});
      return [...(await core.vault.read(number?.account ?? '', payloads, 'STORE')).keys()];
    } finally {
      await stop();
    }
  };
  /** Both runs, in a gateway of this process. */
  const forget = async (): Promise<void> => {
    const app = await startApp(readConfig(stage.environment), { log: silentLog });
    try {
      const admin = await signIn(app.url, ADMIN);
      await admin.run(UpdateDataRetentionDocument, { input: { days: ACCOUNT_DAYS } });
      const numberId = stage.numbers[0]?.id ?? '';
      const mode = { numberId, mode: 'STORE_X_DAYS', piiRetentionDays: NUMBER_DAYS } as const;
      await admin.run(SetNumberPiiModeDocument, { input: mode });
      await app.runJob('runNumberRetention');
      await app.runJob('sweepAccounts');
    } finally {
      await app.stop();
    }
  };

  beforeAll(async () => {
    stage = await startSweepStage(AGES, 365);
    folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-restore-'));
    before = (await lookAtEverything(stage)).all;
    await runJson(stage.environment, 'backup', backup());
    dump = await dumpOf(stage.database.db);
    await forget();
    after = (await lookAtEverything(stage)).all;
    const told = [COLLECTIONS.calls, COLLECTIONS.recordings].flatMap((name) => dump.get(name) ?? []);
    // What they are deleted by at a third party is no PII, and opens as long as it is there.
    const references = told.map(({ reference }) => String(reference));
    const kept = new Set([...after.payloads, ...references]);
    forgotten = before.payloads.filter((id) => !kept.has(id));
    for (const name of ['messages', 'calls', 'copies', 'sealedSends', 'objects'] as const)
      expect(after[name].length).toBeLessThan(before[name].length);
  });
  afterAll(async () => {
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A gateway starts; it is asked from before it listens until each question has been answered. */
  const askWhileItStarts = async (): Promise<{ readonly gateway: GatewayProcess; readonly told: string }> => {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${String(port)}`;
    let told = '';
    const ask = async (place: string, apiKey: string): Promise<void> => {
      for (;;) {
        const answer = await fetch(url + place, { headers: { 'x-api-key': apiKey } }).catch(() => null);
        told += (await answer?.text()) ?? '';
        if (answer?.status === 200) return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    };
    const asking = stage.numbers.flatMap(({ apiKey }) =>
      ['/v1/messages/history', '/v1/messages', '/v1/calls'].map((place) => ask(place, apiKey)),
    );
    const gateway = await startGatewayProcess({ ...stage.environment, PORT: String(port) });
    await Promise.all(asking);
    return { gateway, told };
  };
  /** Fails without printing what it searched: that is PII. */
  const expectNothingForgotten = (told: string): void => {
    const [first, second] = stage.numbers;
    if (!first || !second) throw new Error('There are two numbers.');
    // The send log of the second number is its API key's to keep.
    const gone = [phonesOf(first, 0), phonesOf(first, 1)];
    expect(gone.map((phones) => told.includes(phones))).toEqual([false, false]);
    expect([phonesOf(first, 2), phonesOf(second, 2)].map((phones) => told.includes(phones))).toEqual([
      true,
      true,
    ]);
    const messages = before.messages.filter((id) => !after.messages.includes(id));
    expect(messages.filter((id) => told.includes(id))).toEqual([]);
  };

  const ways = [
    ['mongorestore', () => putBack(stage.database.db, dump)],
    ['lethe restore', () => runJson(stage.environment, 'restore', backup(), '--force', '--yes')],
  ] as const;
  it.each(isLong ? ways : ways.slice(0, 1))(
    'put back by %s: is unreadable before anything is served, is never told, and is gone again',
    async (_way, putItBack) => {
      await putItBack();
      expect(await opened(forgotten)).toEqual([]);
      expect(await opened(after.payloads)).not.toEqual([]);
      const { gateway, told } = await askWhileItStarts();
      try {
        expectNothingForgotten(told);
        // The rows of calls tell where the rest of them is, until that is seen to be gone.
        await eventually(async () => {
          const { calls, recordings } = (await lookAtEverything(stage)).all;
          return calls.length + recordings.length === after.calls.length + after.recordings.length || null;
        });
      } finally {
        await gateway.stop();
      }
      await forget();
      const { all: end } = await lookAtEverything(stage);
      expect(end).toEqual(after);
    },
  );
});
