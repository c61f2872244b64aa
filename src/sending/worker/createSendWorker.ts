import { setTimeout as delay } from 'node:timers/promises';
import type { SendOutcome } from '../../channels/outbound.js';
import type { WhatsappClient } from '../../channels/whatsapp/client.js';
import type { Core } from '../../events/core.js';
import { createStatusFinder } from '../../ingest/adoptStatuses.js';
import { SECOND_MS } from '../../lib/clock.js';
import { errorName } from '../../lib/errors.js';
import type { Span } from '../../lib/tracer.js';
import { within } from '../../lib/within.js';
import { soleFleet, type Fleet } from '../../instances/fleet.js';
import type { Directory } from '../../projections/directory.js';
import type { OutboxRow } from '../../projections/sendRows.js';
import { createFinder, findOthers, rowsOfCommits } from './due.js';
import { createLanes, type LaneLimits } from './lanes.js';
import { LOAD_LIMIT, LOOK_EVERY_MS, STOP_WITHIN_MS } from './limits.js';
import { createMarker } from './marks.js';
import { createPreparer } from './prepare.js';
import { recover } from './recover.js';
import { fail, settle } from './settle.js';
import { createAlarm } from './alarm.js';

/** Asks the provider for what waits in the outbox. */
export interface SendWorker {
  start(): void;
  /** Lets what runs finish, within bounds; nothing that waits was claimed, so there is nothing to give back. */
  stop(): Promise<void>;
  /** Looks at what is due soon. */
  wake(): void;
  /** One complete pass: everything that is due is asked for, until nothing is left that can be now. */
  drain(): Promise<void>;
}

/** Requests at a time, of all numbers: so many that some that hang leave room for the others. */
const MAX_RUNNING = 500;
const MIN_WAIT_MS = 5;
const OTHERS_WITHIN_MS = 10 * SECOND_MS;
const OTHERS_PAUSE_MS = 50;

export function createSendWorker(deps: {
  readonly core: Core;
  readonly directory: Directory;
  readonly client: WhatsappClient;
  readonly limits?: LaneLimits;
  /** Default: there is no other process. */
  readonly fleet?: Fleet;
  /** From 0 to 1, for the jitter. */
  readonly random?: () => number;
}): SendWorker {
  const { core, directory, client, random = Math.random } = deps;
  const { fleet = soleFleet(core.origin) } = deps;
  const findOurs = createFinder(core, fleet);
  const lanes = createLanes(deps.limits ?? { perSecond: 80, concurrency: 20 });
  const prepare = createPreparer(core, directory);
  const mark = createMarker(core);
  const hasStatuses = createStatusFinder(core);
  const running = new Map<string, Promise<void>>();
  let isStopping = false;
  let settled = 0;
  /** Rows were left in the database because a lane was full. */
  let isMoreWaiting = false;

  const ask = async (row: OutboxRow, span: Span<'send'>): Promise<void> => {
    const prepared = await prepare(row);
    if (prepared.kind === 'GONE') return;
    const claim = await mark(row);
    if (claim === null) return;
    settled += 1;
    if (prepared.kind === 'FAIL') {
      const { reason, message: errorMessage } = prepared;
      await fail(core, row, { reason, errorCode: null, errorMessage });
      return;
    }
    const outcome = await client
      .send(prepared.access, prepared.message)
      .catch((error: unknown): SendOutcome => {
        core.log.error({ send: row._id, reason: errorName(error) }, 'The provider’s client failed.');
        return { kind: 'UNKNOWN' };
      });
    span.tell({ 'lethe.outcome': outcome.kind });
    await settle(
      {
        core,
        directory,
        lanes,
        hasStatuses,
        random,
        wakeAt: (at) => {
          alarm.setAt(at);
        },
      },
      row,
      claim,
      prepared,
      outcome,
    );
  };

  const run = async (row: OutboxRow): Promise<void> => {
    const { account, number, _id } = row;
    const attributes = { 'lethe.account': account, 'lethe.number': number, 'lethe.send': _id };
    try {
      await core.tracer.run('send', attributes, (span) => ask(row, span), { isRoot: true });
    } catch (error) {
      // Not marked yet: it waits on. Marked: its lease runs out, and it is uncertain.
      core.log.error({ send: row._id, reason: errorName(error) }, 'A send could not be settled.');
    } finally {
      lanes.done(row);
      running.delete(row._id);
      pump();
    }
  };

  const pump = (): void => {
    if (isStopping) return;
    while (running.size < MAX_RUNNING) {
      const row = lanes.next(core.clock());
      if (!row) break;
      running.set(row._id, run(row));
    }
    if (isMoreWaiting && lanes.waiting() < LOAD_LIMIT / 4) wake();
    const wait = running.size < MAX_RUNNING ? lanes.rateWaitMs(core.clock()) : null;
    if (wait !== null && wait > 0) rate.setIn(wait);
  };

  const look = async (): Promise<number> => {
    const recovered = await recover(core, (id) => running.has(id));
    const rows = await findOurs(lanes.closed(core.clock()));
    const offered = rows.filter((row) => lanes.offer(row, core.clock())).length;
    isMoreWaiting = rows.length >= LOAD_LIMIT && offered > 0;
    pump();
    return recovered + offered;
  };

  let looking: Promise<void> | null = null;
  let isWanted = false;
  const lookOften = async (): Promise<void> => {
    while (isWanted && !isStopping) {
      isWanted = false;
      await look().catch((error: unknown) => {
        core.log.error({ reason: errorName(error) }, 'The outbox could not be looked at.');
      });
    }
    looking = null;
  };
  const wake = (): void => {
    isWanted = true;
    if (!isStopping) looking ??= lookOften();
  };
  const alarm = createAlarm(wake, core.clock);
  const rate = createAlarm(pump, core.clock);

  const idle = async (): Promise<void> => {
    while (!isStopping && (running.size > 0 || lanes.hasRunnable(core.clock()))) {
      pump();
      await (running.size > 0 ? Promise.race(running.values()) : delay(MIN_WAIT_MS));
    }
  };

  /** What is others' to ask for: they are woken and, for a while, waited for. */
  const othersDone = async (): Promise<void> => {
    const end = performance.now() + OTHERS_WITHIN_MS;
    while (!isStopping && performance.now() < end) {
      const numbers = await findOthers(core, fleet);
      if (numbers.length === 0) return;
      for (const number of numbers) fleet.wake('sends', number);
      await delay(OTHERS_PAUSE_MS);
    }
  };

  let stopListening: (() => void) | null = null;
  let stopHearing: (() => void) | null = null;
  let timer: NodeJS.Timeout | null = null;
  return {
    wake,
    start: () => {
      // What this process queues is known without asking the database for it.
      stopListening ??= core.store.onAppended((commits) => {
        const now = core.clock();
        let isNew = false;
        for (const row of rowsOfCommits(commits)) {
          // Others' are woken for by tellAskers.
          if (!fleet.asksFor(row.number)) continue;
          if (row.dueAt > now) alarm.setAt(row.dueAt);
          else if (lanes.offer(row, now)) isNew = true;
          else isMoreWaiting = true;
        }
        if (isNew) pump();
      });
      stopHearing ??= fleet.onWake('sends', wake);
      timer ??= setInterval(wake, LOOK_EVERY_MS).unref();
      wake();
    },
    stop: async () => {
      isStopping = true;
      stopListening?.();
      stopHearing?.();
      if (timer) clearInterval(timer);
      alarm.clear();
      rate.clear();
      const all = Promise.all([looking, ...running.values()]);
      await within(STOP_WITHIN_MS, all);
    },
    drain: async () => {
      for (let before = -1; before !== settled && !isStopping;) {
        before = settled;
        const found = await look();
        await idle();
        if (found === 0 && before === settled) break;
      }
      await othersDone();
    },
  };
}
