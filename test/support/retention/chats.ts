import { expect } from '@jest/globals';
import type { Command } from './commands.js';
import type { ChatChange, ModelMessage } from './messageModel.js';
import { newKey, type Stage } from './stage.js';

export async function receive(stage: Stage, message: ModelMessage): Promise<void> {
  stage.sent.push(message);
  await change(stage, message, { kind: 'message' });
}

/** Something happens to a message, whether or not it is (still, or already) stored. */
export async function happenTo(
  stage: Stage,
  message: ModelMessage,
  command: Extract<Command, { type: 'redeliver' | 'edit' | 'revoke' | 'read' }>,
): Promise<void> {
  const { world, model } = stage;
  switch (command.type) {
    case 'redeliver':
      return change(stage, message, { kind: 'message' });
    case 'edit':
      return change(stage, message, { kind: 'edit', text: newKey(stage), at: model.now - command.age });
    case 'revoke':
      return change(stage, message, { kind: 'revocation', at: model.now - command.age });
    case 'read': {
      const isStored = await world.read(message);
      const { number, key } = message;
      expect(isStored).toBe(model.messages().some((some) => some.number === number && some.key === key));
      if (isStored) model.read(message);
      return;
    }
  }
}

async function change({ world, model }: Stage, message: ModelMessage, what: ChatChange): Promise<void> {
  await world.receive(message, what);
  model.receive(message, what);
}
