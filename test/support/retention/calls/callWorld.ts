import { createAccount } from '../../../../src/administration/accounts.js';
import { systemContext } from '../../../../src/administration/context.js';
import { createNumber } from '../../../../src/administration/numbers.js';
import { createUser } from '../../../../src/administration/users.js';
import { createAlerts, type Alerts } from '../../../../src/alerts/alerts.js';
import { createLocalCommitFeed } from '../../../../src/events/commitFeed.js';
import { MAIN_COLLECTIONS } from '../../../../src/events/collections.js';
import { createCore, openCore, type Core } from '../../../../src/events/core.js';
import type { Doc, Documents } from '../../../../src/events/documents.js';
import { createMemoryDocuments } from '../../../../src/events/memoryDocuments.js';
import { MINUTE_MS } from '../../../../src/lib/clock.js';
import { silentLog } from '../../../../src/lib/log.js';
import type { Mailer } from '../../../../src/lib/mailer.js';
import { projectAll } from '../../../../src/projections/all.js';
import type { ProviderDouble } from '../../../../src/providerDouble/createProviderDouble.js';
import { finishForgetting } from '../../../../src/retention/forgetSubjects.js';
import { restoreHolds } from '../../../../src/retention/holdNotes.js';
import { replayLedger } from '../../../../src/retention/ledger.js';
import { createSweeps, type Sweeps } from '../../../../src/retention/sweeps.js';
import { createServices, type Services } from '../../../../src/services.js';
import { createMemoryObjectStore } from '../../../../src/storage/memoryObjectStore.js';
import type { ObjectStore } from '../../../../src/storage/objectStore.js';
import { createCrashSwitch, type CrashSwitch } from '../../crash.js';
import { COPYING, NUMBERS_OF } from './callModel.js';

export const ACCOUNT_SID = 'AC22222222222222222222222222222222';
const START = Date.parse('2026-01-10T00:00:00.000Z');

/** What is outside of the product: servers that all histories share. */
export interface Outside {
  readonly double: ProviderDouble;
  readonly mailer: Mailer;
}

/** The product over stores in memory, a provider over HTTP, and a mail server; it can be restarted, as after a crash. */
export interface CallWorld {
  /** Minutes. */
  now: number;
  readonly core: Core;
  readonly services: Services;
  readonly sweeps: Sweeps;
  readonly alerts: Alerts;
  readonly crash: CrashSwitch;
  /** Objects that cannot be deleted; `isAway`: nor anything else. */
  readonly store: { isAway: boolean; readonly stuck: Set<string> };
  restart(): Promise<void>;
  /** Everything in the main database, as a dump holds it. */
  copy(): Promise<ReadonlyMap<string, readonly Doc[]>>;
  restore(copy: ReadonlyMap<string, readonly Doc[]>): Promise<void>;
  stop(): Promise<void>;
  instant(minutes: number): Date;
  idOf(name: string): string;
}

export async function createCallWorld({ double, mailer }: Outside): Promise<CallWorld> {
  const crash = createCrashSwitch();
  const documents = crash.wrap(createMemoryDocuments());
  const keys = crash.wrap(createMemoryDocuments());
  const store = { isAway: false, stuck: new Set<string>() };
  const objects = refusingStore(store);
  const ids = new Map<string, string>();
  let now = 0;
  const instant = (minutes: number): Date => new Date(START + minutes * MINUTE_MS);

  const start = async () => {
    const core = createCore({
      ...{ documents, keys, objects, masterKey: Buffer.alloc(32, 7), log: silentLog, project: projectAll },
      clock: () => instant(now),
    });
    await openCore(core);
    await finishForgetting(core);
    await replayLedger(core);
    await restoreHolds(core);
    const feed = createLocalCommitFeed(core.store);
    await feed.start();
    const services = createServices(core, feed, { twilioApiUrl: double.origin, mailer });
    const alerts = createAlerts({ core, mailer, publicUrl: () => '' });
    const { thirdParty } = services;
    const sweeps = createSweeps(core, { thirdParty, ended: (row) => alerts.sweepEnded(row) });
    return { core, services, alerts, sweeps };
  };
  let process = await start();
  const stop = async (): Promise<void> => {
    process.services.hub.stop();
    process.services.directory.stop();
    await process.services.deliveries.stop();
  };

  for (const [name, numbers] of Object.entries(NUMBERS_OF)) {
    const { _id } = await createAccount(process.core, systemContext('none'), { name });
    ids.set(name, _id);
    const admin = { email: `${name}@example.org`, password: 'correct horse battery', role: 'ADMIN' } as const;
    await createUser(process.core, systemContext(_id), admin);
    for (const number of numbers) {
      const recordings = COPYING.has(number) ? 'COPY' : 'LEAVE';
      const telephony = { accountSid: ACCOUNT_SID, authToken: 'token', recordings } as const;
      const wanted = { name: number, phoneNumber: '+4930123456', telephony };
      ids.set(number, (await createNumber(process.core, systemContext(_id), wanted))._id);
    }
  }
  return {
    get now() {
      return now;
    },
    set now(minutes: number) {
      now = minutes;
    },
    get core() {
      return process.core;
    },
    get services() {
      return process.services;
    },
    get sweeps() {
      return process.sweeps;
    },
    get alerts() {
      return process.alerts;
    },
    ...{ crash, store, instant, stop },
    restart: async () => {
      await stop();
      process = await start();
    },
    copy: () => copyOf(documents),
    restore: (copy) => putBack(documents, copy),
    idOf: (name) => {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`${name} is unknown`);
      return id;
    },
  };
}

async function copyOf(documents: Documents): Promise<ReadonlyMap<string, readonly Doc[]>> {
  const copy = new Map<string, readonly Doc[]>();
  for (const { name } of MAIN_COLLECTIONS) copy.set(name, await documents.find<Doc>(name, {}));
  return copy;
}

async function putBack(documents: Documents, copy: ReadonlyMap<string, readonly Doc[]>): Promise<void> {
  for (const [name, docs] of copy) {
    await documents.deleteMany(name, {});
    await documents.insertMany(name, docs);
  }
}

function refusingStore(store: CallWorld['store']): ObjectStore {
  const inner = createMemoryObjectStore();
  return {
    ...inner,
    open: () => (store.isAway ? Promise.reject(new Error('away')) : inner.open()),
    delete: (key) =>
      store.isAway || store.stuck.has(key) ? Promise.reject(new Error('refused')) : inner.delete(key),
  };
}
