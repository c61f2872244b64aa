import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import { remembered } from '../lib/remembered.js';
import type { AccountRow } from '../projections/rows.js';
import type { Services } from '../services.js';
import { overdueOf } from '../retention/overdue.js';
import type { SweepRow } from '../retention/sweepRow.js';
import type { GaugeSpec, Reading } from './registry.js';

/** Whoever asks more often is told the same again. */
const QUEUES_FOR_MS = 5 * SECOND_MS;
const OVERDUE_FOR_MS = 5 * MINUTE_MS;
/** A sweep comes every two hours; what was due before two of them is overdue. */
const OVERDUE_AFTER_MS = 4 * HOUR_MS;

/** What waits to go out, by its queue. */
const QUEUES = {
  sends: [COLLECTIONS.outbox, { state: 'WAITING' }],
  deliveries: [COLLECTIONS.deliveries, {}],
  chatwoot: [COLLECTIONS.chatwootJobs, { state: 'WAITING' }],
} as const;

/** The gauges of what lies in the database and in this process's memory. */
export function gaugesOf(
  { core, hub }: Pick<Services, 'core' | 'hub'>,
  jobs: { load(): Promise<{ readonly locked: number; readonly late: number }> },
): readonly GaugeSpec[] {
  const { clock } = core;
  const queues = remembered(() => readQueues(core), QUEUES_FOR_MS);
  const sweeps = remembered(() => readSweeps(core), QUEUES_FOR_MS);
  const overdue = remembered(() => readOverdue(core), OVERDUE_FOR_MS);
  const pick = async (key: 'due' | 'oldestSeconds'): Promise<readonly Reading[]> =>
    (await queues()).map(({ queue, ...values }) => ({ labels: { queue }, value: values[key] }));
  return [
    {
      name: 'outbox_due',
      help: 'What is due to go out and has not.',
      labels: ['queue'],
      read: () => pick('due'),
    },
    {
      name: 'outbox_oldest_seconds',
      help: 'For how long the oldest of it has been due.',
      labels: ['queue'],
      read: () => pick('oldestSeconds'),
    },
    {
      name: 'overdue_records',
      help: 'Records that should have been forgotten for four hours, by class.',
      labels: ['class'],
      read: async () =>
        [...(await overdue())].map(([name, { count }]) => ({ labels: { class: name }, value: count })),
    },
    {
      name: 'overdue_oldest_seconds',
      help: 'The age of the oldest of them.',
      labels: ['class'],
      read: async () =>
        [...(await overdue())].map(([name, { oldest }]) => ({
          labels: { class: name },
          value: (clock().getTime() - oldest) / SECOND_MS,
        })),
    },
    {
      name: 'sweeps_open',
      help: 'Sweeps that are queued or running.',
      labels: ['state'],
      read: async () => (await sweeps()).byState,
    },
    {
      name: 'sweep_records',
      help: 'What the open sweeps have deleted and redacted so far.',
      read: async () => [{ value: (await sweeps()).records }],
    },
    {
      name: 'jobs',
      help: 'Jobs that are locked by a process, and that are late by a minute.',
      labels: ['state'],
      read: async () =>
        Object.entries(await jobs.load()).map(([state, value]) => ({ labels: { state }, value })),
    },
    {
      name: 'subscribers',
      help: 'Subscriptions to events on this process.',
      read: () => [{ value: hub.size() }],
    },
    {
      name: 'keys_cached',
      help: 'Data keys that this process holds unwrapped.',
      read: () => [{ value: core.keyRing.cached() }],
    },
  ];
}

interface Queue {
  readonly queue: string;
  readonly due: number;
  readonly oldestSeconds: number;
}

/** By the range of an index: it costs what is due, not what is kept. */
async function readQueues({ documents, clock }: Core): Promise<readonly Queue[]> {
  const now = clock();
  return Promise.all(
    Object.entries(QUEUES).map(async ([queue, [collection, filter]]) => {
      const [found] = await documents.aggregate<{ due: number; oldest: Date }>(collection, [
        { $match: { ...filter, dueAt: { $exists: true, $lte: now } } },
        { $group: { _id: null, due: { $sum: 1 }, oldest: { $min: '$dueAt' } } },
      ]);
      const oldestSeconds = found ? (now.getTime() - found.oldest.getTime()) / SECOND_MS : 0;
      return { queue, due: found?.due ?? 0, oldestSeconds };
    }),
  );
}

async function readSweeps({ documents }: Core): Promise<{ byState: readonly Reading[]; records: number }> {
  const rows = await documents.find<SweepRow>(
    COLLECTIONS.sweeps,
    { open: true },
    { fields: ['state', 'phases'] },
  );
  const byState = ['QUEUED', 'RUNNING'].map((state) => ({
    labels: { state },
    value: rows.filter((row) => row.state === state).length,
  }));
  const phases = rows.flatMap((row) => row.phases);
  return { byState, records: phases.reduce((sum, { deleted, redacted }) => sum + deleted + redacted, 0) };
}

interface OverdueClass {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly oldest: number;
}

async function readOverdue(core: Core): Promise<ReadonlyMap<string, OverdueClass>> {
  const now = core.clock().getTime();
  const then = new Date(now - OVERDUE_AFTER_MS);
  const found = new Map<string, OverdueClass>();
  for (const { _id } of await core.documents.find<AccountRow>(COLLECTIONS.accounts, {}, { fields: ['_id'] }))
    for (const { class: name, count, oldest } of await overdueOf(core, _id, then)) {
      const before = found.get(name) ?? { count: 0, oldest: now };
      const since = Math.min(before.oldest, oldest?.getTime() ?? now);
      found.set(name, { count: before.count + count, oldest: since });
    }
  return found;
}
