import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Core } from '../../../src/events/core.js';
import type { Doc } from '../../../src/events/documents.js';
import { thisProcess } from '../../../src/lib/processRef.js';
import { VERSION } from '../../../src/lib/version.js';
import { migrate, pendingMigrations } from '../../../src/migrations/migrate.js';
import {
  FIRST_SCHEMA,
  latestSchema,
  MIGRATIONS,
  type Migration,
} from '../../../src/migrations/migrations.js';
import { readSchema } from '../../../src/migrations/schemaVersion.js';
import { createTestGateway } from '../../support/gateway.js';
import { createTestCore } from '../../support/core.js';

const LOCK = { _id: 'lock', account: 'installation' };

/** Each leaves a row for every time it ran. */
const leavesTrace = (version: number, also = async (): Promise<void> => undefined): Migration => ({
  version,
  name: `to ${String(version)}`,
  up: async ({ documents, newId }, checkpoint) => {
    await documents.insertMany('traces', [{ _id: newId(), version } as Doc]);
    await also();
    await checkpoint();
  },
});
const TWO = [leavesTrace(2), leavesTrace(3)];

describe('migrations', () => {
  let core: Core;
  let now: Date;
  const traces = async (): Promise<number[]> =>
    (await core.documents.find<Doc & { version: number }>('traces', {})).map(({ version }) => version);

  beforeEach(async () => {
    // With something in it: an empty database is as new as the program.
    now = new Date();
    const gateway = await createTestGateway();
    core = { ...gateway.core, clock: () => now };
  });

  it('rise by one from the first release, and the program knows its own version', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(
      MIGRATIONS.map((_, index) => FIRST_SCHEMA + 1 + index),
    );
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
  });

  it('run in order, once, on what an earlier release left', async () => {
    expect(await pendingMigrations(core, TWO)).toEqual(TWO);
    expect(await migrate(core, TWO)).toEqual(TWO);
    expect(await migrate(core, TWO)).toEqual([]);
    expect(await traces()).toEqual([2, 3]);
    expect(await readSchema(core.documents)).toBe(3);
  });

  it('run by one of two processes that start at once, and both serve afterwards', async () => {
    const other = { ...core, origin: 'other' };
    const ran = await Promise.all([migrate(core, TWO), migrate(other, TWO)]);
    expect(ran.flat()).toEqual(TWO);
    expect(await traces()).toEqual([2, 3]);
    expect(await core.documents.findOne(COLLECTIONS.migrations, LOCK)).toBeNull();
  });

  it('do not run on a database that is new, which counts as up to date', async () => {
    const empty = await createTestCore();
    expect(await migrate(empty, TWO)).toEqual([]);
    expect(await readSchema(empty.documents)).toBe(latestSchema(TWO));
  });

  it('run again from the beginning where one was broken off', async () => {
    let isBroken = true;
    const breaks = leavesTrace(3, async () => {
      if (isBroken) throw new Error('Broken off.');
    });
    await expect(migrate(core, [leavesTrace(2), breaks])).rejects.toThrow('Broken off.');
    expect(await readSchema(core.documents)).toBe(2);
    isBroken = false;
    expect(await migrate(core, [leavesTrace(2), breaks])).toEqual([breaks]);
    expect(await traces()).toEqual([2, 3, 3]);
  });

  it('are gone on with when the process that held the lock is dead', async () => {
    const until = new Date(now.getTime() + 10_000);
    await core.documents.insertMany(COLLECTIONS.migrations, [{ ...LOCK, holder: 'dead', until } as Doc]);
    const waiting = migrate(core, TWO);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await traces()).toEqual([]);
    now = until;
    expect(await waiting).toEqual(TWO);
  });

  it('are gone on with at once where the process that held the lock is seen to be dead', async () => {
    const until = new Date(now.getTime() + 10_000);
    const { pid } = spawnSync(process.execPath, ['--version']);
    const lock = { ...LOCK, holder: 'dead', process: { ...thisProcess(), pid }, until };
    await core.documents.insertMany(COLLECTIONS.migrations, [lock]);
    expect(await migrate(core, TWO)).toEqual(TWO);
  });

  it('note nothing once another process took over', async () => {
    const takenOver = leavesTrace(2, async () => {
      await core.documents.deleteMany(COLLECTIONS.migrations, LOCK);
    });
    await expect(migrate(core, [takenOver])).rejects.toMatchObject({ name: 'LockLost' });
    expect(await readSchema(core.documents)).toBe(FIRST_SCHEMA);
  });

  it('refuse a database that a newer program wrote', async () => {
    await migrate(core, TWO);
    await expect(migrate(core, [leavesTrace(2)])).rejects.toMatchObject({ name: 'UnknownSchema' });
  });
});
