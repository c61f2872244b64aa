import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { WrongMasterKey } from '../../../src/events/keyRing.js';
import { systemClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { projectAll } from '../../../src/projections/all.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';

const ACCOUNT = 'account';
const [OLD, NEW] = [randomBytes(32), randomBytes(32)];

/** Processes with one master key, with two, and with the new one, at work on one key database. */
describe('changing the master key', () => {
  let database: TestDatabase;
  const processWith = async (masterKey: Buffer, nextMasterKey: Buffer | null = null): Promise<Core> => {
    const core = createCore({
      documents: createMongoDocuments(database.client, database.db),
      keys: createMongoDocuments(database.client, database.keysDb),
      masterKey,
      nextMasterKey,
      clock: systemClock,
      log: silentLog,
      project: projectAll,
    });
    await openCore(core);
    return core;
  };
  /** Makes keys of so many days, and gives what they are. */
  const makeKeys = async ({ keyRing, subjects }: Core, scope: string): Promise<Map<string, string>> => {
    const made = new Map<string, string>();
    for (let day = 1; day < 8; day += 1) {
      const { id, secret } = await keyRing.current(ACCOUNT, scope, `2026-01-0${String(day)}`);
      made.set(id, secret.toString('hex'));
    }
    await subjects.resolve({ account: ACCOUNT, scope, identifiers: [`phone:${scope}`] });
    return made;
  };
  const opens = async ({ keyRing, subjects }: Core, made: ReadonlyMap<string, string>): Promise<boolean> => {
    keyRing.forgetCached();
    subjects.forgetCached();
    for (const [id, secret] of made)
      if ((await keyRing.find(ACCOUNT, id))?.secret.toString('hex') !== secret) return false;
    return true;
  };

  beforeEach(async () => {
    database = await openTestDatabase('rotate');
  });
  afterEach(() => database.close());

  it('no read fails in any process at any step, while keys are made and destroyed', async () => {
    const first = await processWith(OLD);
    const made = await makeKeys(first, 'a');
    await makeKeys(first, 'doomed');
    await expect(processWith(NEW)).rejects.toBeInstanceOf(WrongMasterKey);

    const both = await processWith(OLD, NEW);
    for (const [id, secret] of await makeKeys(both, 'b')) made.set(id, secret);
    expect([await opens(first, made), await opens(both, made)]).toEqual([true, true]);

    // Work goes on while every key is wrapped anew.
    let isDone = false;
    const failures: string[] = [];
    const reading = (async () => {
      for (let round = 0; !isDone; round += 1) {
        for (const [id, secret] of await makeKeys(both, `c${String(round)}`)) made.set(id, secret);
        if (!(await opens(first, made)) || !(await opens(both, made))) failures.push(String(round));
      }
    })();
    const rewrapping = both.rewrapKeys();
    await both.keyRing.destroy(ACCOUNT, 'doomed', '2026-01-04');
    expect(await rewrapping).toMatchObject({ state: 'PREPARED', unreadable: 0 });
    isDone = true;
    await reading;
    expect(failures).toEqual([]);
    expect(await both.rewrapKeys()).toMatchObject({ state: 'PREPARED', rewrapped: 0 });

    const last = await processWith(NEW);
    for (const [id, secret] of await makeKeys(both, 'd')) made.set(id, secret);
    expect([await opens(last, made), await opens(both, made)]).toEqual([true, true]);

    expect(await last.rewrapKeys()).toMatchObject({ state: 'FINISHED', unreadable: 0 });
    expect(await opens(last, made)).toBe(true);
    await expect(processWith(OLD)).rejects.toBeInstanceOf(WrongMasterKey);
    const tombs = await database.keysDb
      .collection('keys')
      .find({ destroyedAt: { $exists: true } })
      .toArray();
    expect(tombs).toHaveLength(3);
    expect(tombs.some((tomb) => 'wrapped' in tomb || 'next' in tomb)).toBe(false);
  });

  it('what the keys at hand do not open is told, and can be mended', async () => {
    const first = await processWith(OLD);
    await makeKeys(first, 'a');
    const both = await processWith(OLD, NEW);
    await both.rewrapKeys();
    // One that was left running made a key when it was too late.
    const late = await makeKeys(first, 'late');
    const last = await processWith(NEW);
    expect(await last.rewrapKeys()).toMatchObject({ state: 'FINISHED', unreadable: 8 });
    const mending = await processWith(NEW, OLD);
    expect(await opens(mending, late)).toBe(true);
    await mending.rewrapKeys();
    expect(await last.rewrapKeys()).toMatchObject({ unreadable: 0 });
    expect(await opens(await processWith(NEW), late)).toBe(true);
  });
});
