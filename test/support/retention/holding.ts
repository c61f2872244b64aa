import { expect } from '@jest/globals';
import type { Command } from './commands.js';
import type { ModelHold } from './holdModel.js';
import type { Stage } from './stage.js';

/**
 * Places a hold on what is there. A contact and a group of one number are not both held in a history: where two holds
 * share some records only, a restore may leave more than was held (docs/decisions, holds).
 */
export async function placeHold(
  { world, model, holdIds, heldKinds }: Stage,
  { number, on }: Extract<Command, { type: 'placeHold' }>,
): Promise<void> {
  const side = on.kind === 'CONTACT' ? 'CONTACT' : on.who?.startsWith('g') ? 'GROUP' : null;
  const other = heldKinds.get(number);
  if (side && other && side !== other) return;
  if (side) heldKinds.set(number, side);
  const hold: ModelHold = { number, key: String(holdIds.size), ...on };
  const id = await world.holds.place(number, on);
  expect(id !== null).toBe(model.placeHold(hold));
  if (id !== null) holdIds.set(hold.key, id);
}

export async function releaseHold(
  { world, model, holdIds }: Stage,
  { index }: Extract<Command, { type: 'releaseHold' }>,
): Promise<void> {
  const hold = model.holds()[index % Math.max(1, model.holds().length)];
  if (!hold) return;
  await world.holds.release(hold.number, holdIds.get(hold.key) ?? '');
  model.releaseHold(hold);
}
