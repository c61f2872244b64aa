import { expect } from '@jest/globals';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { messageIdOf } from '../../../src/projections/messageIds.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import { Crash } from '../crash.js';
import type { Command } from './commands.js';
import { newKey, setTime, type Stage } from './stage.js';
import type { World } from './world.js';

/** Runs a job in a process that dies at its n-th write; another process finishes what is left (invariant 5). */
export async function withCrash(
  stage: Stage,
  crashAt: number | null,
  run: () => Promise<unknown>,
  after: () => void,
): Promise<void> {
  if (crashAt === null) {
    await run();
    return;
  }
  const { world, model, crash } = stage;
  const before = await totals(world);
  const known = new Set((await allSweeps(world)).map(({ _id }) => _id));
  const hasReturned = model.hasReturned();
  crash.arm(crashAt);
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  const isDead = crash.isDead;
  crash.revive();
  if (isDead) {
    await setTime(stage, model.now + 1);
    await world.restart();
    model.restart();
    await world.resume();
    await run();
  }
  after();
  // What a start erases again belongs to no sweep.
  if (hasReturned) return;
  const counted = (await allSweeps(world))
    .filter(({ _id }) => !known.has(_id))
    .flatMap(({ phases }) => phases.map(({ deleted, redacted }) => deleted + redacted))
    .reduce((sum, erased) => sum + erased, 0);
  expect(counted).toBe(before - (await totals(world)));
}

function allSweeps(world: World): Promise<readonly SweepRow[]> {
  return world.core.documents.find<SweepRow>(COLLECTIONS.sweeps, {});
}

async function totals({ core }: World): Promise<number> {
  const collections = [COLLECTIONS.messages, COLLECTIONS.conversations, COLLECTIONS.statuses];
  const counts = await Promise.all(collections.map((name) => core.documents.count(name, {})));
  const sealed = await core.documents.count(COLLECTIONS.sendLog, { sealed: true });
  return counts.reduce((sum, count) => sum + count, sealed);
}

/** A message whose process dies while storing it: it was not acknowledged, so the provider delivers it again. */
export async function crashingReceive(
  stage: Stage,
  { number, crashAt }: Extract<Command, { type: 'crashingReceive' }>,
): Promise<void> {
  const { world, model, crash, sent } = stage;
  const message = { key: newKey(stage), number, contact: 'c1', group: null, at: model.now - 0.5 };
  sent.push(message);
  crash.arm(crashAt);
  try {
    await world.receive(message);
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  const isDead = crash.isDead;
  crash.revive();
  const account = world.accountId(number.slice(0, 1));
  const id = await messageIdOf(world.core, account, world.numberId(number), message.key);
  if (await world.core.documents.findOne(COLLECTIONS.messages, { _id: id, account })) model.receive(message);
  if (!isDead) return;
  await setTime(stage, model.now + 1);
  await world.restart();
  model.restart();
  await world.receive(message);
  model.receive(message);
}
