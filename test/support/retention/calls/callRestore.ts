import { releaseHold } from '../../../../src/administration/holds.js';
import type { Doc } from '../../../../src/events/documents.js';
import type { CallHold } from './callModel.js';
import { contextOf, type CallStage } from './callStage.js';

/** A dump of the main database, and what the model held at that moment. */
export interface CallBackup {
  readonly copy: ReadonlyMap<string, readonly Doc[]>;
  readonly snapshot: string;
  readonly holds: ReadonlySet<CallHold>;
}

export async function backUp(stage: CallStage): Promise<void> {
  const { world, model } = stage;
  stage.backup = { copy: await world.copy(), snapshot: model.snapshot(), holds: new Set(model.holds) };
}

/**
 * Puts the dump in the place of the main database and starts anew. The keys with their ledger, the object store and the
 * provider are as they are.
 */
export async function restore(stage: CallStage): Promise<void> {
  const { world, model, backup, holdIds } = stage;
  if (!backup) return;
  // On whom the dump does not know there is nothing to hold; the model of chats tells what becomes of such holds.
  for (const held of model.holds.filter((some) => some.contact !== null && !backup.holds.has(some))) {
    await releaseHold(world.core, contextOf(stage, held.number), { holdId: holdIds.get(held) ?? '' });
    model.holds.splice(model.holds.indexOf(held), 1);
  }
  await world.restore(backup.copy);
  await world.restart();
  model.restore(backup.snapshot);
  // What was told of troubles is as it was then: some is told again, and some end was told already.
  stage.isAlive = false;
}
