import { updateDataRetention } from '../../../../src/administration/accounts.js';
import { setNumberPiiMode } from '../../../../src/administration/numberPolicy.js';
import { SYSTEM } from '../../../../src/domain/events.js';
import { Crash } from '../../crash.js';
import type { CallCommand } from './callCommands.js';
import { createCallModel, NUMBERS, NUMBERS_OF, type CallHold } from './callModel.js';
import { backUp, restore } from './callRestore.js';
import { contextOf, pass, type CallStage } from './callStage.js';
import { breakThings, call, hold, mend, release, spoil } from './callSteps.js';
import { createCallWorld } from './callWorld.js';
import { verifyCalls, verifyEnd } from './verifyCalls.js';

/** Plays a history on the product and on the model, and compares them after each step. */
export async function playCalls(
  outside: CallStage['outside'],
  history: readonly CallCommand[],
): Promise<void> {
  outside.double.telephony.clear();
  outside.mail.isDown = false;
  outside.mail.forget();
  const world = await createCallWorld(outside);
  const model = createCallModel();
  for (const [account, numbers] of Object.entries(NUMBERS_OF)) model.policies.addAccount(account, numbers);
  const [objects, holdIds] = [new Map<string, string>(), new Map<CallHold, string>()];
  const stage: CallStage = { world, model, outside, objects, holdIds, calls: 0, backup: null, isAlive: true };
  try {
    for (const command of history) {
      await step(stage, command);
      await verifyCalls(stage);
    }
    mend(stage);
    pass(stage, 6 * 60);
    for (const account of Object.keys(NUMBERS_OF)) await sweep(stage, account, null);
    for (const number of NUMBERS) await daily(stage, number, null);
    await verifyCalls(stage);
    await verifyEnd(stage);
  } finally {
    await world.stop();
  }
}

async function step(stage: CallStage, command: CallCommand): Promise<void> {
  const { world, model } = stage;
  const { trouble, policies } = model;
  switch (command.type) {
    case 'wait':
      pass(stage, command.minutes);
      await world.alerts.tell();
      return;
    case 'call':
      return call(stage, command);
    case 'days':
      await updateDataRetention(world.core, contextOf(stage, command.account), { days: command.days });
      policies.setRetention(command.account, command.days);
      return;
    case 'mode': {
      const { number, mode, days } = command;
      const input = {
        numberId: world.idOf(number),
        mode,
        ...(mode === 'STORE_X_DAYS' && { piiRetentionDays: days }),
      };
      await setNumberPiiMode(world.core, contextOf(stage, number), input);
      policies.setMode(number, mode, days);
      return;
    }
    case 'sweep':
      return sweep(stage, command.account, command.crashAt);
    case 'daily':
      return daily(stage, command.number, command.crashAt);
    case 'store':
      trouble.isStoreAway = command.isAway;
      return;
    case 'provider':
      trouble.isProviderAway = command.isAway;
      return;
    case 'smtp':
      stage.outside.mail.isDown = command.isAway;
      return;
    case 'stuck':
    case 'refused':
    case 'notFinal':
      spoil(stage, command.type, command.index);
      return;
    case 'mended':
      mend(stage);
      return;
    case 'hold':
      return hold(stage, command);
    case 'release':
      return release(stage, command.index);
    case 'backup':
      return backUp(stage);
    case 'restore':
      return restore(stage);
  }
}

function sweep(stage: CallStage, account: string, crashAt: number | null): Promise<void> {
  return run(stage, { account: stage.world.idOf(account) }, crashAt, () => {
    stage.model.sweep(account);
  });
}

function daily(stage: CallStage, number: string, crashAt: number | null): Promise<void> {
  const { world, model } = stage;
  const request = { account: world.idOf(number.slice(0, 1)), number: world.idOf(number) };
  return run(stage, request, crashAt, () => {
    model.daily(number);
  });
}

/** Runs it while what is out of order is so; where its process dies another one finishes it. */
async function run(
  stage: CallStage,
  request: { readonly account: string; readonly number?: string },
  crashAt: number | null,
  after: () => void,
): Promise<void> {
  const { world } = stage;
  const once = async (): Promise<void> => {
    const { account } = request;
    const { _id: sweepId } = await world.sweeps.request({ ...request, trigger: 'SCHEDULE', by: SYSTEM });
    await world.sweeps.run({ account, sweep: sweepId });
  };
  breakThings(stage);
  if (crashAt !== null) world.crash.arm(crashAt);
  await once().catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  const isDead = world.crash.isDead;
  world.crash.revive();
  if (isDead) {
    stage.isAlive = false;
    pass(stage, 1);
    await world.restart();
    stage.model.restart();
    for (const { account, _id } of await world.sweeps.unfinished())
      await world.sweeps.run({ account, sweep: _id });
    await once();
  }
  stage.outside.double.telephony.mend();
  after();
  pass(stage, 1);
}
