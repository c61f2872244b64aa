import { expect } from '@jest/globals';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Documents } from '../../../src/events/documents.js';
import type { Payload } from '../../../src/events/vault.js';
import { RECORD_CLASSES, type RecordClass } from '../../../src/domain/sweep.js';
import type { RetentionChange } from '../../../src/retention/planRun.js';
import { retentionPreview } from '../../../src/retention/preview.js';
import { emptyCounts, type SweepRow } from '../../../src/retention/sweepRow.js';
import { createCrashSwitch } from '../crash.js';
import { ACCOUNTS, API_KEYS, NUMBERS, type Command } from './commands.js';
import { crashingReceive, withCrash } from './crashes.js';
import { happenTo, receive } from './chats.js';
import { placeHold, releaseHold } from './holding.js';
import { createModel } from './model.js';
import { newKey, setTime, type Stage } from './stage.js';
import { verify } from './verify.js';
import { verifyReceipts } from './verifyReceipts.js';
import { createWorld } from './world.js';

/** Plays a history on the product and on the model, and compares them after each step. */
export async function play(
  stores: { readonly documents: Documents; readonly keys: Documents },
  history: readonly Command[],
): Promise<void> {
  const crash = createCrashSwitch();
  const world = await createWorld(crash.wrap(stores.documents), crash.wrap(stores.keys));
  const model = createModel();
  for (const account of ACCOUNTS) {
    const numbers = NUMBERS.filter((number) => number.startsWith(account));
    await world.addAccount(account, numbers);
    model.addAccount(account, numbers);
  }
  for (const { name, account, number, days } of API_KEYS) {
    await world.log.addApiKey(name, account, number, days);
    model.log.addApiKey(name, account, days);
  }
  const stage: Stage = {
    world,
    model,
    crash,
    sent: [],
    keys: 0,
    holdIds: new Map(),
    heldKinds: new Map(),
    backup: null,
  };
  for (const command of history) {
    await step(stage, command);
    await verify(world, model);
  }
  // What the first start begins (a restored record is erased again) the second finishes: nothing is left for ever.
  for (let starts = 0; starts < 2; starts += 1) {
    await setTime(stage, model.now + 3);
    await world.restart();
    model.restart();
    await verify(world, model);
  }
  expect(await world.core.documents.find(COLLECTIONS.forgetting, {})).toEqual([]);
  await verifyReceipts(world);
}

async function step(stage: Stage, command: Command): Promise<void> {
  const { world, model } = stage;
  switch (command.type) {
    case 'receive': {
      const { number, contact, group, age } = command;
      await receive(stage, { key: newKey(stage), number, contact, group, at: model.now - age });
      return;
    }
    case 'hold': {
      const { number, contact, group, age } = command;
      stage.sent.push({ key: newKey(stage), number, contact, group, at: model.now - age });
      return;
    }
    case 'redeliver':
    case 'edit':
    case 'revoke':
    case 'read': {
      const message = stage.sent[command.index % Math.max(1, stage.sent.length)];
      if (message) await happenTo(stage, message, command);
      return;
    }
    case 'status': {
      const key = newKey(stage);
      await world.receiveStatus(command.number, key);
      model.receiveStatus(command.number, key);
      return;
    }
    case 'send':
      return send(stage, command);
    case 'accept': {
      const sends = model.log.sends();
      const accepted = sends[command.index % Math.max(1, sends.length)];
      if (accepted) await world.log.accept(accepted);
      return;
    }
    case 'keyRetention': {
      const { apiKey, days, isRun } = command;
      const account = apiKey.slice(0, 1);
      const change = { kind: 'API_KEY_RETENTION', apiKey: world.log.keyId(apiKey), days } as const;
      const preview = await previewOf(stage, account, change);
      await world.log.setKeyRetention(apiKey, days);
      model.log.setKeyRetention(apiKey, days);
      if (!isRun) return;
      // The run is over all of the account's keys; the preview is over one.
      const before = model.log.sends().filter((some) => some.hasPii && some.apiKey === apiKey).length;
      await keysRun(stage, account);
      const after = model.log.sends().filter((some) => some.hasPii && some.apiKey === apiKey).length;
      expect(preview['SEND_LOG']).toBe(before - after);
      return;
    }
    case 'keysRun':
      return withCrash(
        stage,
        command.crashAt,
        () => keysRun(stage, command.account),
        () => {
          model.log.keysRun(command.account);
        },
      );
    case 'advance':
      return setTime(stage, model.now + command.minutes);
    case 'retention': {
      const { account, days, isSwept } = command;
      const preview = await previewOf(stage, account, { kind: 'DATA_RETENTION', days });
      await world.setRetention(account, days);
      model.setRetention(account, days);
      if (isSwept) expect(countsOf(await sweep(stage, account))).toEqual(preview);
      return;
    }
    case 'mode': {
      const { number, mode, days, isApplied } = command;
      const change = {
        kind: 'PII_MODE',
        number: world.numberId(number),
        mode,
        days: mode === 'STORE_X_DAYS' ? days : null,
      } as const;
      const preview = await previewOf(stage, number.slice(0, 1), change);
      const isSame = model.modeOf(number) === mode;
      await world.setMode(number, mode, days);
      model.setMode(number, mode, days);
      if (isApplied && !isSame) expect(countsOf(await daily(stage, number))).toEqual(preview);
      return;
    }
    case 'sweep':
      return withCrash(
        stage,
        command.crashAt,
        () => sweep(stage, command.account),
        () => {
          model.sweep(command.account);
        },
      );
    case 'daily':
      return withCrash(
        stage,
        command.crashAt,
        () => daily(stage, command.number),
        () => {
          model.daily(command.number);
        },
      );
    case 'crashingReceive':
      return crashingReceive(stage, command);
    case 'placeHold':
      return placeHold(stage, command);
    case 'releaseHold':
      return releaseHold(stage, command);
    case 'rebuild': {
      const before = await world.readModels();
      const hasReturned = model.hasReturned();
      model.restart();
      await world.rebuild();
      if (!hasReturned) expect(await world.readModels()).toBe(before);
      return;
    }
    case 'backup':
      stage.backup = { copy: await world.copy(), snapshot: model.snapshot() };
      return;
    case 'restore':
      if (!stage.backup) return;
      await world.restore(stage.backup.copy);
      await world.restart();
      model.restore(stage.backup.snapshot);
      return;
  }
}

/** Takes a minute, so that it is later than whatever was set before. */
async function send(stage: Stage, { number, apiKey }: Extract<Command, { type: 'send' }>): Promise<void> {
  const { world, model } = stage;
  const key = API_KEYS.find(({ name }) => name === apiKey);
  const isTheirs = key?.account === number.slice(0, 1) && (key.number === null || key.number === number);
  await setTime(stage, model.now + 0.5);
  const sent = { key: newKey(stage), number, apiKey: isTheirs ? key.name : null, at: model.now };
  await world.log.send(sent);
  model.log.send(sent);
  await setTime(stage, model.now + 0.5);
}

async function keysRun({ world, model }: Stage, account: string): Promise<void> {
  const row = await world.log.keysRun(account);
  expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
  countsOf(row);
  model.log.keysRun(account);
}

async function sweep({ world, model }: Stage, account: string): Promise<SweepRow> {
  const row = await world.sweep(account);
  expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
  model.sweep(account);
  return row;
}

async function daily({ world, model, backup }: Stage, number: string): Promise<SweepRow> {
  const row = await world.daily(number);
  expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
  model.daily(number);
  // After RELAY_ONLY not even a copy of the database from before opens, with the keys that are left.
  const isHeld = model.holds().some((hold) => hold.number === number);
  if (model.modeOf(number) === 'RELAY_ONLY' && backup && !isHeld) {
    for (const payload of (backup.copy.get(COLLECTIONS.payloads) ?? []) as readonly Payload[]) {
      const { scope } = payload;
      const id = world.numberId(number);
      if (scope === `number:${id}` || scope.startsWith(`sendLog:${id}/`))
        expect(await world.core.vault.open(payload)).toBeNull();
    }
  }
  return row;
}

function countsOf({ phases }: SweepRow): Record<RecordClass, number> {
  const counts = emptyCounts('CONVERSATIONS').classes as Record<RecordClass, number>;
  for (const { deleted, redacted, classes } of phases) {
    expect(deleted + redacted).toBe(Object.values(classes).reduce((sum, count) => sum + count, 0));
    expect(redacted).toBe(classes.SEND_LOG);
    for (const name of RECORD_CLASSES) counts[name] += classes[name];
  }
  return counts;
}

async function previewOf(
  { world }: Stage,
  account: string,
  change: RetentionChange,
): Promise<Record<string, number>> {
  const { classes } = await retentionPreview(world.core, world.accountId(account), change);
  return Object.fromEntries(classes.map((entry) => [entry.class, entry.count]));
}
