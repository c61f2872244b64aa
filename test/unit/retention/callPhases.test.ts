import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { removeNumber, setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { PhaseName, RecordClass } from '../../../src/domain/sweep.js';
import { replayLedger } from '../../../src/retention/ledger.js';
import { retentionPreview } from '../../../src/retention/preview.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import { createMemoryObjectStore } from '../../../src/storage/memoryObjectStore.js';
import type { ObjectStore } from '../../../src/storage/objectStore.js';
import { createForgetCallStage, type ForgetCallStage } from '../../support/forgetCallStage.js';
import { createTestCore, everythingStored } from '../../support/core.js';

let stage: ForgetCallStage;
let store: { isAway: boolean; stuck: Set<string>; order: string[] };

beforeEach(async () => {
  store = { isAway: false, stuck: new Set(), order: [] };
  const inner = createMemoryObjectStore();
  const objects: ObjectStore = {
    ...inner,
    open: () => (store.isAway ? Promise.reject(new Error('away')) : inner.open()),
    delete: async (key) => {
      if (store.isAway || store.stuck.has(key)) throw new Error('refused');
      store.order.push('object');
      await inner.delete(key);
    },
  };
  stage = await createForgetCallStage((clock) => createTestCore({ clock, objects }));
});
afterEach(() => stage.stop());

const phase = ({ phases }: SweepRow, name: PhaseName) => phases.find((some) => some.name === name);
const countsOf = ({ phases }: SweepRow): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { classes } of phases)
    for (const [name, count] of Object.entries(classes)) counts[name] = (counts[name] ?? 0) + count;
  return counts;
};
const dueCounts = async (): Promise<Record<string, number>> => {
  const { classes } = await retentionPreview(stage.core, stage.context.account);
  return Object.fromEntries(classes.map(({ class: name, count }) => [name, count]));
};

describe('a sweep of calls', () => {
  test('goes through its phases in the specified order', async () => {
    const row = await stage.sweep();
    expect(row.phases.map(({ name }) => name)).toEqual([
      'RECORDINGS',
      'THIRD_PARTY',
      'WEBHOOKS',
      'CALLS',
      'CONVERSATIONS',
      'API_KEYS',
    ]);
  });

  test('deletes copies, what the third party keeps, and the calls; what is younger stays', async () => {
    await stage.addCall('1', 40, 'COPY');
    await stage.addCall('2', 35, 'LEAVE');
    await stage.addCall('3', 31);
    const young = await stage.addCall('4', 29, 'COPY');
    const transcription = stage.double.telephony.addTranscription('RE2');
    const due = await dueCounts();
    const row = await stage.sweep();
    expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(countsOf(row)).toEqual(due);
    const expected: Partial<Record<RecordClass, number>> = {
      RECORDINGS: 1,
      THIRD_PARTY_RECORDINGS: 2,
      THIRD_PARTY_CALLS: 3,
      CALLS: 3,
    };
    expect(due).toMatchObject(expected);
    expect(phase(row, 'RECORDINGS')?.deleted).toBe(1);
    expect(phase(row, 'THIRD_PARTY')?.deleted).toBe(5);
    expect(phase(row, 'CALLS')?.deleted).toBe(3);
    expect(stage.double.telephony.deleted).toEqual(expect.arrayContaining(['RE1', 'RE2', transcription]));
    expect(stage.double.telephony.deleted).toHaveLength(6);
    expect(await stage.ids('calls')).toEqual([young.call]);
    expect(await stage.ids('recordings')).toEqual([young.recording]);
    expect(await stage.ids('media')).toHaveLength(1);
    expect(await stage.objects()).toHaveLength(1);
    const streams = await stage.core.documents.find<{ _id: string; stream: string }>(COLLECTIONS.commits, {});
    expect(streams.filter(({ stream }) => /^(call|recording):/.test(stream))).toHaveLength(2);
    // What is left are the number's secrets, and the young ones' PII and references.
    expect(await stage.core.documents.count(COLLECTIONS.payloads, {})).toBe(5);
  });

  test('counts what is gone elsewhere already as deleted', async () => {
    await stage.addCall('1', 40, 'COPY');
    for (const key of await stage.objects()) await stage.core.objects.delete(key);
    stage.double.telephony.clear();
    const row = await stage.sweep();
    expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(await stage.ids('calls')).toEqual([]);
    expect(await stage.ids('recordings')).toEqual([]);
    expect(phase(row, 'THIRD_PARTY')?.deleted).toBe(2);
  });

  test('waits for what is not final at the third party, without a failure', async () => {
    const { call } = await stage.addCall('1', 40);
    stage.double.telephony.setFinal('CA1', false);
    const first = await stage.sweep();
    expect(first).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(await stage.ids('calls')).toEqual([call]);
    expect(await everythingStored(stage.core)).not.toContain('4915155500000');
    stage.double.telephony.setFinal('CA1', true);
    expect(phase(await stage.sweep(), 'CALLS')?.deleted).toBe(1);
    expect(await stage.ids('calls')).toEqual([]);
  });
});

describe('a record that fails', () => {
  test('in the store is listed and keeps its row, while the others go', async () => {
    for (const sid of ['1', '2', '3']) await stage.addCall(sid, 40, 'COPY');
    const [stuck = ''] = await stage.objects();
    store.stuck.add(stuck);
    const row = await stage.sweep();
    expect(row).toMatchObject({ state: 'COMPLETED', failures: 1 });
    expect(phase(row, 'RECORDINGS')).toMatchObject({ deleted: 2, failed: 1 });
    const [failure] = await stage.sweeps.failures(stage.context.account);
    expect(failure).toMatchObject({ phase: 'RECORDINGS', reason: 'Error', sweep: row._id });
    expect(await stage.ids('recordings')).toEqual([failure?.recordId]);
    expect(await stage.objects()).toEqual([stuck]);
    // Its call is not held up, and its original is gone; nobody can open the copy any more.
    expect(await stage.ids('calls')).toEqual([]);
    expect(stage.double.telephony.deleted).toHaveLength(6);
    const [media] = await stage.ids('media');
    expect(await stage.core.vault.fileKey(stage.context.account, media ?? '')).toBeNull();
    store.stuck.clear();
    expect(await stage.sweep()).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect([...(await stage.ids('recordings')), ...(await stage.objects())]).toEqual([]);
  });

  test('at the third party is listed with its reason, while the others go', async () => {
    for (const sid of ['1', '2', '3']) await stage.addCall(sid, 40, 'LEAVE');
    stage.double.telephony.fault({
      on: 'Recordings',
      sid: 'RE2',
      times: null,
      does: { status: 403, code: 20003 },
    });
    const row = await stage.sweep();
    expect(row).toMatchObject({ state: 'COMPLETED', failures: 1 });
    const [failure] = await stage.sweeps.failures(stage.context.account);
    expect(failure).toMatchObject({ phase: 'THIRD_PARTY', reason: 'ThirdPartyRefused_20003' });
    expect(await stage.ids('recordings')).toEqual([failure?.recordId]);
    expect(await stage.ids('calls')).toEqual([]);
    expect(await stage.core.documents.find(COLLECTIONS.recordings, { payload: { $ne: null } })).toEqual([]);
  });
});

describe('whoever is out of reach', () => {
  test('holds up neither the other phases nor the erasure of PII: the store', async () => {
    for (const sid of ['1', '2']) await stage.addCall(sid, 40, 'COPY');
    store.isAway = true;
    const row = await stage.sweep();
    expect(row).toMatchObject({ state: 'FAILED', reason: 'Error', failures: 0 });
    expect(phase(row, 'RECORDINGS')?.problem).toEqual({ kind: 'STORE_UNREACHABLE', reason: 'Error' });
    expect(phase(row, 'THIRD_PARTY')?.deleted).toBe(4);
    expect(phase(row, 'CALLS')?.deleted).toBe(2);
    expect(await stage.ids('recordings')).toHaveLength(2);
    for (const media of await stage.ids('media'))
      expect(await stage.core.vault.fileKey(stage.context.account, media)).toBeNull();
    store.isAway = false;
    expect(await stage.sweep()).toMatchObject({ state: 'COMPLETED' });
    expect([...(await stage.ids('recordings')), ...(await stage.objects())]).toEqual([]);
  });

  test('the third party', async () => {
    for (let sid = 1; sid <= 12; sid += 1) await stage.addCall(String(sid), 40, 'LEAVE');
    stage.double.telephony.fault({ does: 'RESET', times: null });
    const row = await stage.sweep();
    expect(row).toMatchObject({ state: 'FAILED', reason: 'ThirdPartyUnreachable' });
    expect(phase(row, 'THIRD_PARTY')?.problem?.kind).toBe('PROVIDER_UNREACHABLE');
    expect(await stage.ids('calls')).toHaveLength(12);
    expect(await stage.core.documents.count(COLLECTIONS.calls, { payload: { $ne: null } })).toBe(0);
    stage.double.telephony.clear();
    expect(await stage.sweep()).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect([...(await stage.ids('calls')), ...(await stage.ids('recordings'))]).toEqual([]);
  });
});

describe('a PII mode', () => {
  test('of some days ends calls and recordings, here and there', async () => {
    await stage.addCall('1', 8, 'COPY');
    const young = await stage.addCall('2', 6, 'LEAVE');
    const input = { numberId: stage.number, mode: 'STORE_X_DAYS', piiRetentionDays: 7 } as const;
    await setNumberPiiMode(stage.core, stage.context, input);
    const row = await stage.runNumber();
    expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(countsOf(row)).toMatchObject({ RECORDINGS: 1, THIRD_PARTY_RECORDINGS: 1, CALLS: 1 });
    expect(await stage.ids('calls')).toEqual([young.call]);
    expect(await stage.ids('recordings')).toEqual([young.recording]);
    expect(await stage.objects()).toEqual([]);
  });

  test('of relaying only ends them all, and so does removing the number, whose credentials go last', async () => {
    await stage.addCall('1', 8, 'COPY');
    await stage.addCall('2', 1, 'LEAVE');
    await removeNumber(stage.core, stage.context, { numberId: stage.number });
    stage.double.telephony.fault({ does: 'RESET', times: 2 });
    const first = await stage.runNumber();
    expect(first.failures).toBeGreaterThan(0);
    expect(await stage.objects()).toEqual([]);
    expect(await stage.runNumber()).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect([...(await stage.ids('calls')), ...(await stage.ids('recordings'))]).toEqual([]);
    expect(stage.double.telephony.deleted).toHaveLength(4);
    expect(await stage.core.documents.count(COLLECTIONS.payloads, {})).toBe(0);
  });

  test('is carried out again on what a restored backup brings back, before the third party is asked', async () => {
    await stage.addCall('1', 8, 'COPY');
    const names = [COLLECTIONS.calls, COLLECTIONS.recordings, COLLECTIONS.payloads, COLLECTIONS.commits];
    const backup = await Promise.all(names.map((name) => stage.core.documents.find(name, {})));
    await setNumberPiiMode(stage.core, stage.context, { numberId: stage.number, mode: 'RELAY_ONLY' });
    await stage.runNumber();
    for (const [index, name] of names.entries()) {
      await stage.core.documents.deleteMany(name, {});
      await stage.core.documents.insertMany(name, backup[index] ?? []);
    }
    await replayLedger(stage.core);
    for (const name of [COLLECTIONS.calls, COLLECTIONS.recordings])
      expect(await stage.core.documents.count(name, { payload: { $ne: null } })).toBe(0);
  });
});
