import type { Db } from 'mongodb';
import { INSTALLATION } from '../domain/installation/installation.js';
import { createChangeStreamLoop } from '../events/changeStreamLoop.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { SECOND_MS, systemClock } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import { hasEnded, thisProcess, type ProcessRef } from '../lib/processRef.js';
import { createWaking, TOPICS, type Fleet } from './fleet.js';
import { createServing } from './serving.js';
import { askerOf, workerOf, type Instance } from './sharing.js';
import { createSignals, readSignal } from './signals.js';

/** A process that serves. Of the installation, and no account's. */
interface InstanceDoc extends Doc {
  readonly account: string;
  readonly works?: boolean;
  readonly process?: ProcessRef;
  readonly expiresAt: Date;
}

export interface MongoFleet extends Fleet {
  /** Lets the others know of this process, and hears of them. */
  start(): Promise<void>;
  /** How many other processes live. */
  others(): number;
  stop(): Promise<void>;
}

const BEAT_MS = 4 * SECOND_MS;
/** Three beats missed: it is gone. */
const GONE_AFTER_MS = 3 * BEAT_MS;
const MAX_AWAIT_MS = SECOND_MS;

/**
 * The processes on one database: a row each, renewed by beats, in a small collection whose change stream tells who
 * comes, who goes, and whom somebody wakes. Beats go by the machine's clock: they are about processes, whatever clock
 * the product goes by.
 */
export function createMongoFleet(core: Core, db: Db, works: boolean): MongoFleet {
  const { documents, log, origin } = core;
  const own = { _id: origin, account: INSTALLATION };
  const { wakeHere, onWake } = createWaking();
  const signals = createSignals(core);
  let instances: readonly Instance[] = [{ origin, works }];
  const serving = createServing(core.clock, works ? origin : null);
  let isFirst = true;
  let timer: NodeJS.Timeout | null = null;

  const see = (living: readonly InstanceDoc[]): void => {
    const before = new Set(instances.map((instance) => instance.origin));
    instances = [
      { origin, works },
      ...living.map((instance) => ({ origin: instance._id, works: instance.works ?? true })),
    ];
    if (!works) return;
    const ours = instances.filter((instance) => workerOf(instance.origin, instances) === origin);
    // At our own start others may have served them so far; who has just come was served by nobody.
    const isNew = (of: string): boolean => !isFirst && !before.has(of);
    isFirst = false;
    if (
      serving.now(
        ours.map((instance) => instance.origin),
        isNew,
      )
    )
      wakeHere('relays');
  };
  const look = async (): Promise<void> => {
    const found = await documents.find<InstanceDoc>(COLLECTIONS.instances, {
      account: INSTALLATION,
      expiresAt: { $gt: systemClock() },
    });
    see(
      found.filter(
        ({ _id, process }) => _id !== origin && readSignal(_id) === null && !(process && hasEnded(process)),
      ),
    );
  };
  const beat = async (): Promise<void> => {
    const expiresAt = new Date(systemClock().getTime() + GONE_AFTER_MS);
    const set = { works, process: thisProcess(), expiresAt };
    await documents.update(COLLECTIONS.instances, [{ filter: own, set, upsert: true }]);
    await look();
  };
  const tried = (what: Promise<void>): void => {
    what.catch((error: unknown) => {
      log.warn({ reason: errorName(error) }, 'Other processes could not be told of this one.');
    });
  };

  const stream = createChangeStreamLoop<InstanceDoc>({
    watch: () =>
      db.collection<InstanceDoc>(COLLECTIONS.instances).watch([], { maxAwaitTimeMS: MAX_AWAIT_MS }),
    onChange: (change) => {
      if (!('documentKey' in change)) return;
      const { _id: id } = change.documentKey;
      const signal = readSignal(id);
      if (!signal) {
        const isNews = change.operationType === 'insert' || change.operationType === 'delete';
        if (isNews && id !== origin) tried(look());
      } else if (signal.to === origin && change.operationType !== 'delete') {
        for (const topic of TOPICS) if (topic === signal.topic) wakeHere(topic);
      }
    },
    // What was missed is found by looking.
    onGap: () => {
      if (works) for (const topic of TOPICS) wakeHere(topic);
    },
    log,
  });

  return {
    served: () => serving.all(),
    asksFor: (number) => works && askerOf(number, instances) === origin,
    wake: (topic, number) => {
      const to = number === undefined ? workerOf(origin, instances) : askerOf(number, instances);
      if (to === origin) wakeHere(topic);
      else if (to !== null) signals.send(to, topic);
    },
    onWake,
    start: async () => {
      await stream.start();
      await beat();
      timer = setInterval(() => {
        tried(beat());
      }, BEAT_MS).unref();
    },
    others: () => instances.length - 1,
    stop: async () => {
      if (timer) clearInterval(timer);
      signals.stop();
      await stream.stop();
      await documents.deleteMany(COLLECTIONS.instances, own);
    },
  };
}
