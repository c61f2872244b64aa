import { systemContext, type Context } from '../../../../src/administration/context.js';
import { callIdOf } from '../../../../src/projections/callIds.js';
import type { CallHold, CallModel, Kept } from './callModel.js';
import type { CallBackup } from './callRestore.js';
import type { CallWorld, Outside } from './callWorld.js';

const THREE_YEARS = 3 * 365 * 24 * 60;

/** The mail server that all histories share. */
export interface Mails {
  isDown: boolean;
  /** What was told of each trouble, each word followed by a comma. */
  told(): readonly string[];
  forget(): void;
}

/** What a history of calls plays on. */
export interface CallStage {
  readonly world: CallWorld;
  readonly model: CallModel;
  readonly outside: Outside & { readonly mail: Mails };
  /** The object of each copy that was ever made, by the recording's sid. */
  readonly objects: Map<string, string>;
  readonly holdIds: Map<CallHold, string>;
  calls: number;
  backup: CallBackup | null;
  /** Nobody died and nothing was restored: each mail was sent once. */
  isAlive: boolean;
}

/** Times of runs are whole minutes, those of calls half ones: nothing lies on a line. */
export function pass({ world, model }: CallStage, minutes: number): void {
  world.now = Math.min(world.now + minutes, THREE_YEARS);
  model.policies.now = world.now;
}

export function idOf({ world }: CallStage, { kind, number, sid }: Kept): Promise<string> {
  const place = { account: world.idOf(number.slice(0, 1)), number: world.idOf(number) };
  return callIdOf(world.core, kind, place, sid);
}

/** Of an account, or the account of a number. */
export function contextOf({ world }: CallStage, name: string): Context {
  return systemContext(world.idOf(name.slice(0, 1)));
}
