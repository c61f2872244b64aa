import { createAccount, updateDataRetention } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS, MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import type { Doc, Documents } from '../../../src/events/documents.js';
import type { Payload } from '../../../src/events/vault.js';
import { createLocalCommitFeed } from '../../../src/events/commitFeed.js';
import { createContacts, type Contacts } from '../../../src/ingest/contacts.js';
import { MINUTE_MS } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { projectAll } from '../../../src/projections/all.js';
import { createDirectory } from '../../../src/projections/directory.js';
import { READ_MODELS, rebuild } from '../../../src/projections/rebuild.js';
import { createSendLogReader, type SendLogReader } from '../../../src/reading/sendLog.js';
import { finishForgetting } from '../../../src/retention/forgetSubjects.js';
import { restoreHolds } from '../../../src/retention/holdNotes.js';
import { replayLedger } from '../../../src/retention/ledger.js';
import { createSweeps, type Sweeps } from '../../../src/retention/sweeps.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import type { Mode } from './model.js';
import { comparableRows } from './comparableRows.js';
import { createWorldChats, type WorldChats } from './worldChats.js';
import { createWorldHolds, type WorldHolds } from './worldHolds.js';
import { createWorldLog, type WorldLog } from './worldLog.js';

const START = Date.parse('2026-01-10T00:00:00.000Z');
const MASTER_KEY = Buffer.alloc(32, 7);

/** What a start makes. */
export interface Process {
  readonly core: Core;
  readonly sweeps: Sweeps;
  readonly contacts: Contacts;
  readonly sendLog: SendLogReader;
  readonly stop: () => void;
}

/** The product over two document stores, on a clock in minutes; it can be restarted, as after a crash. */
export interface World extends WorldChats {
  now: number;
  readonly core: Core;
  readonly sweeps: Sweeps;
  readonly log: WorldLog;
  readonly holds: WorldHolds;
  restart(): Promise<void>;
  addAccount(name: string, numbers: readonly string[]): Promise<void>;
  setRetention(account: string, days: number | null): Promise<void>;
  setMode(number: string, mode: Mode, days: number): Promise<void>;
  sweep(account: string): Promise<SweepRow>;
  daily(number: string): Promise<SweepRow>;
  /** Runs to the end whatever an earlier process left. */
  resume(): Promise<void>;
  rebuild(): Promise<void>;
  /** Everything in the main database, as a backup holds it. */
  copy(): Promise<ReadonlyMap<string, readonly Doc[]>>;
  restore(copy: ReadonlyMap<string, readonly Doc[]>): Promise<void>;
  readModels(): Promise<string>;
  /** What all payloads open to, as one text a payload. */
  opened(): Promise<readonly string[]>;
  accountId(name: string): string;
  numberId(name: string): string;
}

export async function createWorld(documents: Documents, keys: Documents): Promise<World> {
  const ids = new Map<string, string>();
  const accountOfNumber = new Map<string, string>();
  const instant = (minutes: number): Date => new Date(START + minutes * MINUTE_MS);
  let now = 0;
  const start = async (): Promise<Process> => {
    const core = createCore({
      documents,
      keys,
      masterKey: MASTER_KEY,
      clock: () => instant(now),
      log: silentLog,
      project: projectAll,
    });
    await openCore(core);
    await finishForgetting(core);
    await replayLedger(core);
    await restoreHolds(core);
    const feed = createLocalCommitFeed(core.store);
    await feed.start();
    const directory = createDirectory(core, feed);
    const sendLog = createSendLogReader(core, directory);
    return {
      core,
      sweeps: createSweeps(core),
      contacts: createContacts(core),
      sendLog,
      stop: () => {
        directory.stop();
      },
    };
  };
  let process = await start();

  const idOf = (name: string): string => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`${name} is unknown`);
    return id;
  };
  const accountOf = (number: string): string => idOf(accountOfNumber.get(number) ?? '');
  const runSweep = async (account: string, number?: string): Promise<SweepRow> => {
    const { sweeps } = process;
    const request = {
      account,
      ...(number !== undefined && { number }),
      trigger: 'SCHEDULE',
      by: SYSTEM,
    } as const;
    const { _id: sweep } = await sweeps.request(request);
    return sweeps.run({ account, sweep });
  };

  const place = { process: () => process, ids, idOf, accountOf, instant, now: () => instant(now) };
  const log = createWorldLog(place);

  return {
    ...createWorldChats(place),
    log,
    holds: createWorldHolds(place),
    get now() {
      return now;
    },
    set now(minutes: number) {
      now = minutes;
    },
    get core() {
      return process.core;
    },
    get sweeps() {
      return process.sweeps;
    },
    accountId: idOf,
    numberId: idOf,
    restart: async () => {
      process.stop();
      process = await start();
    },
    addAccount: async (name, numbers) => {
      const account = await createAccount(process.core, systemContext('none'), { name });
      ids.set(name, account._id);
      for (const number of numbers) {
        const row = await createNumber(process.core, systemContext(account._id), {
          name: number,
          phoneNumber: '+4930123456',
        });
        ids.set(number, row._id);
        accountOfNumber.set(number, name);
      }
    },
    setRetention: async (account, days) => {
      await updateDataRetention(process.core, systemContext(idOf(account)), { days });
    },
    setMode: async (number, mode, days) => {
      await setNumberPiiMode(process.core, systemContext(accountOf(number)), {
        numberId: idOf(number),
        mode,
        ...(mode === 'STORE_X_DAYS' && { piiRetentionDays: days }),
      });
    },
    sweep: (account) => runSweep(idOf(account)),
    daily: (number) => runSweep(accountOf(number), idOf(number)),
    resume: async () => {
      for (const { account, _id: sweep } of await process.sweeps.unfinished())
        await process.sweeps.run({ account, sweep });
    },
    rebuild: async () => {
      await rebuild(process.core);
      await replayLedger(process.core);
    },
    copy: async () =>
      new Map(
        await Promise.all(
          MAIN_COLLECTIONS.map(async ({ name }) => [name, await documents.find<Doc>(name, {})] as const),
        ),
      ),
    restore: async (copy) => {
      for (const [name, docs] of copy) {
        await documents.deleteMany(name, {});
        await documents.insertMany(name, docs);
      }
    },
    readModels: async () => {
      const lists = await Promise.all(
        READ_MODELS.map(
          async (name) => [name, await documents.find<Doc>(name, {}, { sort: { _id: 1 } })] as const,
        ),
      );
      return comparableRows(new Map(lists));
    },
    opened: async () => {
      const payloads = await documents.find<Payload>(COLLECTIONS.payloads, {});
      const contents = await Promise.all(payloads.map((payload) => process.core.vault.open(payload)));
      return contents.filter((content) => content !== null).map((content) => JSON.stringify(content));
    },
  };
}
