import type { Outcome } from '../lib/batcher.js';
import { groupBy } from '../lib/collections.js';
import { createMutex } from '../lib/mutex.js';
import { noTracer, type SpanLink, type Tracer } from '../lib/tracer.js';
import { COLLECTIONS } from './collections.js';
import { Contended, DuplicateKey, type Doc, type DocumentOperations, type Documents } from './documents.js';
import { StaleGuard, VersionConflict, type Append, type Appended, type Commit } from './eventStore.js';
import { createAside, isHeld } from './aside.js';
import { createTries } from './tries.js';
import { applyWrites, MissingRow, type Project } from './writes.js';

/** A unit and the commits it becomes; they are made when its transaction starts, so that ids rise in order. */
export interface Unit {
  readonly appends: readonly Append[];
  readonly toCommits: () => readonly Commit[];
  /** What it is appended for. */
  readonly link?: SpanLink | null;
  /** Whose error is this unit's own: so it shares its transaction with no other. */
  readonly alongside?: (tx: DocumentOperations) => Promise<void>;
}

/** How long (ms) a transaction is tried again for others' sake before it is looked for who is held up. */
const PATIENCE_MS = 100;

/**
 * Writes many units in one transaction of bulk writes: on any server the cost of a commit is shared by all.
 * A unit that cannot be appended is sorted out and fails alone, and one that others hold up waits aside: the units beside
 * it and those that come later are not harmed.
 */
export function createGroupCommit(deps: {
  readonly documents: Documents;
  readonly project: Project;
  readonly tracer?: Tracer;
}): (units: readonly Unit[]) => Promise<readonly Outcome<Appended>[]> {
  const { documents, project, tracer = noTracer } = deps;

  // One transaction at a time, so that ids rise in the order in which they are committed.
  const exclusive = createMutex();
  const aside = createAside((unit) => exclusive(() => writeOne(unit)));
  const tries = createTries(documents);

  const write = (units: readonly Unit[]): Promise<readonly Outcome<Appended>[]> => {
    const links = units.flatMap(({ link }) => link ?? []);
    const attributes = { 'lethe.units': units.length };
    return tracer.run('transaction', attributes, () => writeTogether(units), { isRoot: true, links });
  };

  const writeTogether = async (units: readonly Unit[]): Promise<readonly Outcome<Appended>[]> => {
    const appends = units.flatMap((unit) => unit.appends);
    let commits: (readonly Commit[])[] = [];
    await documents.transaction(async (tx) => {
      // Anew for each try: whoever resumes behind a cursor looks back for ids that are only seconds older.
      commits = units.map((unit) => tries.note(unit, unit.toCommits()));
      const all = commits.flat();
      await assertGuards(tx, appends);
      for (const { alongside } of units) await alongside?.(tx);
      await tx.insertMany(COLLECTIONS.commits, all);
      await tx.insertMany(
        COLLECTIONS.payloads,
        appends.flatMap(({ payloads = [] }) => payloads),
      );
      await applyWrites(tx, [...all.flatMap(project), ...appends.flatMap(({ also = [] }) => also)]);
      await erasePayloads(tx, appends);
    }, PATIENCE_MS);
    return commits.map((own) => ({ ok: true, value: { commits: own, isReplay: false } }));
  };

  const writeOne = async (unit: Unit): Promise<Outcome<Appended>> => {
    try {
      const made = await tries.findMade(unit);
      if (made) return { ok: true, value: { commits: made, isReplay: false } };
      const earlier = await findReplay(documents, unit);
      if (earlier) return { ok: true, value: { commits: [earlier], isReplay: true } };
      const [outcome] = await write([unit]);
      if (outcome) return outcome;
      throw new Error('A unit without an outcome.');
    } catch (error) {
      const made = isOneUnitsFault(error) ? await tries.findMade(unit) : null;
      if (made) return { ok: true, value: { commits: made, isReplay: false } };
      if (!(error instanceof DuplicateKey)) return { ok: false, error: staleWhenMissing(error) };
      const earlier = await findReplay(documents, unit);
      if (earlier) return { ok: true, value: { commits: [earlier], isReplay: true } };
      return { ok: false, error: new VersionConflict(unit.appends[0]?.stream ?? '') };
    }
  };

  // Halving finds the units at fault in few transactions and leaves the others together.
  const writeAll = async (units: readonly Unit[]): Promise<readonly Outcome<Appended>[]> => {
    const [first, ...rest] = units;
    if (!first) return [];
    if (rest.length === 0) return [await writeOne(first)];
    const mayShare = isFreeOfDoubles(units) && units.every(({ alongside }) => !alongside);
    if (mayShare && !(await anyReplayed(documents, units))) {
      try {
        return await write(units);
      } catch (error) {
        if (!isOneUnitsFault(error)) throw error;
      }
    }
    const middle = Math.ceil(units.length / 2);
    const left = await writeAll(units.slice(0, middle));
    return [...left, ...(await writeAll(units.slice(middle)))];
  };
  return async (units) =>
    (await exclusive(() => writeAll(units))).map((outcome, index) => {
      const unit = units[index];
      return unit && isHeld(outcome) ? { ok: 'LATER', value: aside(unit) } : outcome;
    });
}

function isOneUnitsFault(error: unknown): boolean {
  return (
    error instanceof Contended ||
    error instanceof DuplicateKey ||
    error instanceof StaleGuard ||
    error instanceof MissingRow
  );
}

function staleWhenMissing(error: unknown): unknown {
  return error instanceof MissingRow ? new StaleGuard() : error;
}

function isFreeOfDoubles(units: readonly Unit[]): boolean {
  const seen = new Set<string>();
  for (const { account, stream } of units.flatMap(({ appends }) => appends)) {
    const name = `${account}/${stream}`;
    if (seen.has(name)) return false;
    seen.add(name);
  }
  return true;
}

async function anyReplayed(documents: Documents, units: readonly Unit[]): Promise<boolean> {
  for (const unit of units) if (await findReplay(documents, unit)) return true;
  return false;
}

async function findReplay(documents: Documents, { appends }: Unit): Promise<Commit | null> {
  for (const { account, stream, idempotencyKey } of appends) {
    if (idempotencyKey === undefined) continue;
    const filter = { keyed: true, account, stream, idempotencyKey };
    const commit = await documents.findOne<Commit>(COLLECTIONS.commits, filter);
    if (commit) return commit;
  }
  return null;
}

async function assertGuards(tx: DocumentOperations, appends: readonly Append[]): Promise<void> {
  const guarded = appends.flatMap(({ account, guard }) => (guard ? [{ account, ...guard }] : []));
  const byPlace = groupBy(guarded, ({ account, collection }) => `${account}/${collection}`);
  for (const group of byPlace.values()) {
    const [{ account, collection } = { account: '', collection: '' }] = group;
    const ids = [...new Set(group.map(({ id }) => id))];
    const rows = await tx.find<Doc & { version: number }>(
      collection,
      { account, _id: { $in: ids } },
      { fields: ['version'] },
    );
    const versions = new Map(rows.map(({ _id, version }) => [_id, version]));
    if (group.some(({ id, version }) => versions.get(id) !== version)) throw new StaleGuard();
  }
}

async function erasePayloads(tx: DocumentOperations, appends: readonly Append[]): Promise<void> {
  for (const [account, group] of groupBy(appends, (append) => append.account)) {
    const ids = group.flatMap(({ erase = [] }) => erase);
    if (ids.length > 0) await tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: ids } });
  }
}
