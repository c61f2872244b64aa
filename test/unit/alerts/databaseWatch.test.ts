import { beforeEach, describe, expect, it } from '@jest/globals';
import { createAccount, updateDataRetention } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { createUser } from '../../../src/administration/users.js';
import { createDatabaseWatch, type DatabaseWatch } from '../../../src/alerts/databaseWatch.js';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import type { Documents } from '../../../src/events/documents.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { MINUTE_MS } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import type { Mail } from '../../../src/lib/mailer.js';
import { projectAll } from '../../../src/projections/all.js';

describe('a database that is away', () => {
  let now: Date;
  let isAway: boolean;
  let mails: Mail[];
  let first: DatabaseWatch;
  let second: DatabaseWatch;

  /** Documents that fail as the driver does while nobody answers. */
  const failing = (inner: Documents): Documents => {
    const unlessAway =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      (...args: A): Promise<R> =>
        isAway
          ? Promise.reject(Object.assign(new Error(), { name: 'MongoServerSelectionError' }))
          : call(...args);
    return {
      ...inner,
      findOne: unlessAway(inner.findOne.bind(inner)) as Documents['findOne'],
      update: unlessAway(inner.update.bind(inner)),
    };
  };
  const wait = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  const look = async (): Promise<void> => {
    await Promise.all([first.look(), second.look()]);
  };

  beforeEach(async () => {
    now = new Date('2026-03-01T12:00:00Z');
    isAway = false;
    mails = [];
    const deps = {
      documents: failing(createMemoryDocuments()),
      keys: createMemoryDocuments(),
      masterKey: Buffer.alloc(32, 3),
      clock: () => now,
      log: silentLog,
      project: projectAll,
    };
    const cores: Core[] = [createCore(deps), createCore(deps)];
    const [core] = cores as [Core];
    await openCore(core);
    const mailer = { send: (mail: Mail) => Promise.resolve(void mails.push(mail)) };
    [first, second] = cores.map((each) =>
      createDatabaseWatch({ core: each, mailer, publicUrl: () => '' }),
    ) as [DatabaseWatch, DatabaseWatch];
    for (const [name, days] of [
      ['sweeping', 30],
      ['keeping', null],
    ] as const) {
      const { _id: account } = await createAccount(core, systemContext('none'), { name });
      await updateDataRetention(core, systemContext(account), { days });
      const user = {
        email: `${name}@example.org`,
        password: 'correct horse battery',
        role: 'ADMIN',
      } as const;
      await createUser(core, systemContext(account), user);
    }
    await look();
  });

  it('is told once, by one process, and so is its return', async () => {
    isAway = true;
    await look();
    wait(MINUTE_MS / 2);
    await look();
    expect(mails).toEqual([]);
    for (let minutes = 0; minutes < 5; minutes += 1) {
      wait(MINUTE_MS);
      await look();
    }
    expect(mails).toMatchObject([{ to: ['sweeping@example.org'], subject: 'Lethe: the cleanup is held up' }]);
    expect(mails[0]?.text).toContain('the database could not be reached\n(MongoServerSelectionError).');
    isAway = false;
    await look();
    await look();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'Lethe: the cleanup is held up',
      'Lethe: the cleanup works again',
    ]);
  });

  it('for less than a minute is told to nobody', async () => {
    isAway = true;
    await look();
    wait(MINUTE_MS / 2);
    isAway = false;
    await look();
    wait(MINUTE_MS);
    await look();
    expect(mails).toEqual([]);
  });

  it('is told by another process once the first is gone', async () => {
    first = { ...second };
    wait(2 * MINUTE_MS);
    await second.look();
    isAway = true;
    await second.look();
    wait(MINUTE_MS);
    await second.look();
    expect(mails).toHaveLength(1);
  });
});
