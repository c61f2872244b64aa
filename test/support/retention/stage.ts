import type { Doc } from '../../../src/events/documents.js';
import type { CrashSwitch } from '../crash.js';
import type { ModelMessage } from './messageModel.js';
import type { Model } from './model.js';
import type { World } from './world.js';

type Copy = ReadonlyMap<string, readonly Doc[]>;

/** What a history plays on. */
export interface Stage {
  readonly world: World;
  readonly model: Model;
  readonly crash: CrashSwitch;
  readonly sent: ModelMessage[];
  /** Keys of messages and sends so far. */
  keys: number;
  /** Of each hold of the model the product's. */
  readonly holdIds: Map<string, string>;
  /** On which side of groups a number's holds are. */
  readonly heldKinds: Map<string, 'CONTACT' | 'GROUP'>;
  backup: { readonly copy: Copy; readonly snapshot: string } | null;
}

export async function setTime({ world, model }: Stage, now: number): Promise<void> {
  world.now = now;
  model.now = now;
  return Promise.resolve();
}

export function newKey(stage: Stage): string {
  stage.keys += 1;
  return `${String(stage.keys)}-${String(stage.model.now).replace('.', '_')}`;
}
