import {
  erasureStream,
  isSettled,
  type ErasureCompleted,
  type ErasureTarget,
} from '../domain/erasure/erasure.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import type { Append } from '../events/eventStore.js';
import { retryOnConflict } from '../events/handle.js';
import { receiptAppend } from '../retention/receipts/issue.js';
import { erasureFacts } from '../retention/receipts/sweepFacts.js';
import { errorName } from '../lib/errors.js';
import type { Directory } from '../projections/directory.js';
import type { ChatwootClient } from '../relay/chatwoot/chatwootClient.js';
import {
  completeErasedContact,
  findErasedContact,
  recordErasedContact,
} from '../retention/erase/contactLedger.js';
import { claimErasure, type ErasureHooks, type ErasureLease } from '../retention/erase/erasureLease.js';
import {
  erasureScope,
  type ErasedIdentity,
  type ErasureRow,
  type TargetRow,
} from '../retention/erase/erasureRow.js';
import type { ErasureWork } from '../retention/erase/work.js';
import { SweepStopped } from '../retention/tally.js';
import type { ThirdParty } from '../retention/thirdParty.js';
import type { Outcome } from './outcome.js';
import { STEPS, type Step } from './steps.js';
import { findWhom } from './whom.js';

export interface ErasureDeps {
  readonly core: Core;
  readonly directory: Directory;
  readonly client: ChatwootClient;
  readonly thirdParty: ThirdParty;
}

/** Before each further try; the last repeats. */
const DELAYS_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS] as const;
/** So many tries in vain are told aloud. */
const CRITICAL_AFTER = 3;

/**
 * Does what is left to do of an erasure, each target for itself: one that fails holds up no other, and is tried again.
 * Whatever was done is done already when it is run again, by whomever.
 */
export async function runErasure(
  deps: ErasureDeps,
  account: string,
  id: string,
  hooks: ErasureHooks = {},
): Promise<void> {
  const { core } = deps;
  const lease = await claimErasure(core, account, id, hooks);
  if (!lease) return;
  try {
    const { work, identity } = await prepare(core, lease);
    const targets = new Map(lease.row.targets.map((target) => [target.target, target]));
    for (const step of STEPS) {
      if (step.targets.every((target) => isSettled(targets.get(target)?.state ?? 'DONE'))) continue;
      await lease.tally.checkpoint();
      const outcome = await attempt(deps, lease, step, work, identity);
      await note(core, lease, step.targets, outcome);
      for (const target of step.targets) {
        const known = targets.get(target);
        if (known) targets.set(target, { ...known, state: outcome.state });
      }
    }
    await finish(core, lease, [...targets.values()]);
  } catch (error) {
    await giveUp(core, lease, error);
  }
}

/** Whom it is about, anew each time as long as it can be told: noted in the key database before anything is done. */
async function prepare(
  core: Core,
  { row, write, tally }: ErasureLease,
): Promise<{ readonly work: ErasureWork; readonly identity: ErasedIdentity }> {
  const { account, _id: erasure, createdAt: before } = row;
  const opened = await core.vault.read(account, [row.identity], 'STORE');
  const known = (opened.get(row.identity) as ErasedIdentity | undefined) ?? { phones: [], userIds: [] };
  const whom = await findWhom(core, account, known, row.subjects);
  // Who is met after the first run is somebody new.
  const subjects = row.attempts <= 1 ? whom.subjects : row.subjects;
  const noted = await findErasedContact(core, account, erasure);
  const indexes = [...new Set([...(noted?.indexes ?? []), ...whom.indexes])];
  await write({ set: { subjects } });
  await recordErasedContact(core, row, subjects, indexes);
  const work = { core, account, erasure, subjects, indexes: new Set(indexes), before, tally };
  return { work, identity: whom.identity };
}

async function attempt(
  deps: ErasureDeps,
  { row, tally }: ErasureLease,
  step: Step,
  work: ErasureWork,
  identity: ErasedIdentity,
): Promise<Outcome> {
  try {
    const outcome = await step.run({ ...deps, work, identity, by: row.by });
    const failure = tally.takeFailure();
    return failure === null ? outcome : { state: 'FAILED', error: failure };
  } catch (error) {
    if (error instanceof SweepStopped) throw error;
    return { state: 'FAILED', error: errorName(error) };
  }
}

async function note(
  core: Core,
  { row, write }: ErasureLease,
  targets: readonly ErasureTarget[],
  { state, error }: Outcome,
): Promise<void> {
  const set: Record<string, unknown> = {};
  const inc: Record<string, number> = {};
  for (const target of targets) {
    const index = row.targets.findIndex((one) => one.target === target);
    const before = row.targets[index];
    if (!before) continue;
    const field = `targets.${String(index)}`;
    set[`${field}.state`] = state;
    set[`${field}.lastError`] = error;
    inc[`${field}.attempts`] = 1;
    if (before.state !== state) set[`${field}.since`] = core.clock();
  }
  await write({ set, inc });
  if (state === 'FAILED') {
    const { account, _id: erasure, attempts } = row;
    const what = { account, erasure, targets, reason: error, attempts };
    const message = 'A part of an erasure failed; it is tried again.';
    if (attempts >= CRITICAL_AFTER) core.log.error(what, message);
    else core.log.warn(what, message);
  }
}

async function finish(core: Core, lease: ErasureLease, targets: readonly TargetRow[]): Promise<void> {
  if (!targets.every(({ state }) => isSettled(state))) {
    const isHeld = targets.every(({ state }) => isSettled(state) || state === 'HELD');
    const delay = DELAYS_MS[Math.min(lease.row.attempts, DELAYS_MS.length) - 1] ?? 30 * MINUTE_MS;
    const dueAt = new Date(core.clock().getTime() + delay);
    await lease.write({ set: { leaseUntil: null, dueAt, ...(isHeld && { state: 'HELD' }) } });
    return;
  }
  const { account, _id } = lease.row;
  const row = await core.documents.findOne<ErasureRow>(COLLECTIONS.erasures, { _id, account });
  const done = row?.targets ?? targets;
  const at = core.clock();
  await completeErasedContact(core, lease.row, { at, targets: done });
  const counts = Object.fromEntries(done.map(({ target, count }) => [target, count]));
  const completed: ErasureCompleted = { type: 'ErasureCompleted', data: { counts } };
  const set = { state: 'COMPLETED', finishedAt: at, leaseUntil: null };
  const completion: Append = {
    account,
    stream: erasureStream(_id),
    expectedVersion: 1,
    events: [completed],
    by: lease.row.by,
    erase: [lease.row.identity],
  };
  await retryOnConflict(async () => {
    const receipt = await receiptAppend(core, account, erasureFacts(row ?? lease.row));
    await core.store.append([completion, receipt], async (tx) => {
      const filter = { _id, account, fence: lease.row.fence, open: true };
      const { matched } = await tx.update(COLLECTIONS.erasures, [{ filter, set, unset: ['open'] }]);
      if (matched === 0) throw new SweepStopped('FENCED');
    });
  });
  // Nobody needs to know any more who it was.
  await core.keyRing.destroy(account, erasureScope(_id));
  core.vault.forgetCached();
}

async function giveUp(core: Core, { row, write }: ErasureLease, error: unknown): Promise<void> {
  if (error instanceof SweepStopped && error.cause === 'FENCED') return;
  const isStopped = error instanceof SweepStopped;
  const dueAt = new Date(core.clock().getTime() + (isStopped ? 0 : DELAYS_MS[0]));
  if (!isStopped) {
    const { account, _id: erasure } = row;
    core.log.error({ account, erasure, reason: errorName(error) }, 'An erasure stopped; it is tried again.');
  }
  await write({ set: { leaseUntil: null, dueAt } }).catch(() => undefined);
}
