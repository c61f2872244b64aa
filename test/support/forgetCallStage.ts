import { createAccount, updateDataRetention } from '../../src/administration/accounts.js';
import { systemContext, type Context } from '../../src/administration/context.js';
import { createNumber } from '../../src/administration/numbers.js';
import { createThirdParty } from '../../src/administration/thirdParty.js';
import { createTelephonyClient } from '../../src/channels/telephony/createTelephonyClient.js';
import { SYSTEM } from '../../src/domain/events.js';
import type { PhaseName } from '../../src/domain/sweep.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import type { Core } from '../../src/events/core.js';
import type { Doc } from '../../src/events/documents.js';
import { DAY_MS, HOUR_MS } from '../../src/lib/clock.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { createSweeps, type Sweeps } from '../../src/retention/sweeps.js';
import type { SweepRow } from '../../src/retention/sweepRow.js';
import { storeTestCall, storeTestRecording } from './calls.js';

export const ACCOUNT_SID = 'AC11111111111111111111111111111111';

/** An account whose number has calls and recordings, here and at a third party that is asked over HTTP. */
export interface ForgetCallStage {
  readonly core: Core;
  readonly context: Context;
  readonly number: string;
  readonly double: ProviderDouble;
  readonly sweeps: Sweeps;
  now: Date;
  /** A call of so many days ago that the third party knows of; with a recording, which is here as well. */
  addCall(
    sid: string,
    daysAgo: number,
    recording?: 'COPY' | 'LEAVE',
  ): Promise<{ readonly call: string; readonly recording: string | null }>;
  /** A sweep, two hours after the one before. */
  sweep(phases?: readonly PhaseName[]): Promise<SweepRow>;
  runNumber(): Promise<SweepRow>;
  ids(collection: 'calls' | 'recordings' | 'media'): Promise<readonly string[]>;
  objects(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** @param makeCore over the clock that the stage goes by */
export async function createForgetCallStage(
  makeCore: (clock: () => Date) => Promise<Core>,
): Promise<ForgetCallStage> {
  const state = { now: new Date('2026-03-01T12:00:00Z') };
  const core = await makeCore(() => state.now);
  const double = createProviderDouble();
  await double.start();
  const { _id: account } = await createAccount(core, systemContext('none'), { name: 'calls' });
  const context = systemContext(account);
  const { _id: number } = await createNumber(core, context, {
    name: 'support',
    phoneNumber: '+4930123456',
    telephony: { accountSid: ACCOUNT_SID, authToken: 'token', recordings: 'COPY' },
  });
  await updateDataRetention(core, context, { days: 30 });
  const sweeps = createSweeps(core, {
    thirdParty: createThirdParty(core, createTelephonyClient(double.origin), 0),
  });
  const run = async (request: Partial<Parameters<Sweeps['request']>[0]>): Promise<SweepRow> => {
    const { _id: sweep } = await sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM, ...request });
    const row = await sweeps.run({ account, sweep });
    state.now = new Date(state.now.getTime() + 2 * HOUR_MS);
    return row;
  };
  return {
    core,
    context,
    number,
    double,
    sweeps,
    get now() {
      return state.now;
    },
    set now(at: Date) {
      state.now = at;
    },
    addCall: async (sid, daysAgo, kind) => {
      const at = new Date(state.now.getTime() - daysAgo * DAY_MS);
      const own = { account, number, at, accountSid: ACCOUNT_SID };
      const call = await storeTestCall(core, { ...own, sid: double.telephony.addCall(`CA${sid}`) });
      if (!kind) return { call, recording: null };
      const recordingSid = double.telephony.addRecording({ sid: `RE${sid}`, callSid: `CA${sid}` });
      const audio = kind === 'COPY' ? Buffer.alloc(2_000, sid) : null;
      const of = { ...own, sid: recordingSid, callSid: `CA${sid}`, audio };
      return { call, recording: await storeTestRecording(core, of) };
    },
    sweep: (phases) => run({ ...(phases && { phases }) }),
    runNumber: () => run({ number }),
    ids: async (collection) =>
      (await core.documents.find<Doc>(COLLECTIONS[collection], {})).map(({ _id }) => _id).sort(),
    objects: async () => {
      const found: string[] = [];
      for await (const { key } of core.objects.list('recordings/')) found.push(key);
      return found;
    },
    stop: () => double.stop(),
  };
}
