import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { checkForgetting, OVERDUE_MS } from '../../../src/cli/doctor/checkForgetting.js';
import { checkKeys } from '../../../src/cli/doctor/checkKeys.js';
import {
  checkDataFolder,
  checkMasterKey,
  checkNode,
  checkSettings,
} from '../../../src/cli/doctor/checkMachine.js';
import { describeSkew } from '../../../src/cli/doctor/checkServer.js';
import type { Finding } from '../../../src/cli/doctor/finding.js';
import { readConfig } from '../../../src/config.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../../src/events/collections.js';
import { createTestGateway } from '../../support/gateway.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

const states = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ check, state }) => [check, state]));

describe('the machine', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'lethe-doctor-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it.each([
    ['20.19.0', 'ok'],
    ['24.1.0', 'ok'],
    ['20.18.3', 'fail'],
    ['18.20.0', 'fail'],
  ])('Node %s: %s', (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  it('names each wrong setting and no value', () => {
    const { config, findings } = checkSettings(() => readConfig({ PORT: 'canary', LOG_LEVEL: 'canary' }));
    expect(config).toBeNull();
    expect(findings.map(({ state }) => state)).toEqual(['fail', 'fail']);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });

  it('sees a data folder and a master key that others can read', async () => {
    const config = readConfig({ DATA_DIR: dataDir });
    await writeFile(path.join(dataDir, 'master.key'), 'x');
    await chmod(dataDir, 0o755);
    await chmod(path.join(dataDir, 'master.key'), 0o644);
    expect(states((await checkDataFolder(config)).findings)['data folder']).toBe('warn');
    expect((await checkMasterKey(config, false)).state).toBe('warn');
    await chmod(dataDir, 0o700);
    await chmod(path.join(dataDir, 'master.key'), 0o600);
    expect(states((await checkDataFolder(config)).findings)['data folder']).toBe('ok');
    expect((await checkMasterKey(config, false)).state).toBe('ok');
  });

  it('misses the master key only where there is something to read with it', async () => {
    await mkdir(path.join(dataDir, 'database'));
    const config = readConfig({ DATA_DIR: dataDir });
    expect((await checkMasterKey(config, true)).state).toBe('ok');
    expect((await checkMasterKey(config, false)).state).toBe('fail');
  });
});

describe('the clock', () => {
  it.each([
    [null, 'warn'],
    [-5, 'ok'],
    [1_999, 'ok'],
    [3_000, 'warn'],
    [61_000, 'fail'],
  ])('%p ms apart: %s', (skew, state) => {
    expect(describeSkew(skew).state).toBe(state);
  });
});

describe('what is stored', () => {
  const canary = 'canary-text';
  const createStored = async () => {
    const gateway = await createTestGateway();
    await gateway.receive(envelope({ messages: [textMessage({ text: canary, at: gateway.now })] }));
    return gateway;
  };

  it('is well when it can be opened and nothing waits', async () => {
    const { core } = await createStored();
    const findings = [...(await checkKeys(core)), ...(await checkForgetting(core))];
    expect(states(findings)).toEqual({
      keys: 'ok',
      payloads: 'ok',
      administrator: 'warn',
      forgetting: 'ok',
      'unfinished erasures': 'ok',
      'sweep failures': 'ok',
    });
    expect(JSON.stringify(findings)).not.toContain(canary);
  });

  it('is not when the keys are of another database', async () => {
    const { core, account } = await createStored();
    await core.keys.update(KEY_COLLECTIONS.keys, [
      {
        filter: { account, active: true },
        set: { wrapped: { iv: Buffer.alloc(12), box: Buffer.alloc(32), tag: Buffer.alloc(16) } },
        many: true,
      },
    ]);
    core.vault.forgetCached();
    expect(states(await checkKeys(core))).toEqual({ keys: 'fail', payloads: 'fail' });
  });

  it('shows erasures that were left behind, and records that could not be deleted', async () => {
    const { core, account, now } = await createStored();
    const at = new Date(now.getTime() - OVERDUE_MS - 1);
    const intent = { _id: 'i', account, at, subjects: ['s'] };
    const fresh = { ...intent, _id: 'j', at: now };
    await core.documents.insertMany(COLLECTIONS.forgetting, [fresh]);
    expect(states(await checkForgetting(core))).toMatchObject({ 'unfinished erasures': 'ok' });
    await core.documents.insertMany(COLLECTIONS.forgetting, [intent]);
    const failure = { _id: 'f', account, recordId: 'r', phase: 'CONVERSATIONS', reason: 'Error', since: now };
    await core.documents.insertMany(COLLECTIONS.sweepFailures, [failure]);
    expect(states(await checkForgetting(core))).toMatchObject({
      'unfinished erasures': 'warn',
      'sweep failures': 'warn',
    });
  });
});
