import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createCommandLine, type CommandLine } from '../support/commandLine.js';

interface Seeded {
  readonly numberId: string;
  readonly stored: number;
  readonly duplicate: number;
  readonly email: string;
  readonly password: string;
}
interface Preview {
  readonly classes: readonly { readonly class: string; readonly count: number }[];
}
interface Finding {
  readonly check: string;
  readonly state: string;
}

const MESSAGES = 200;

/** The compiled command line on a data folder of its own, in the order in which an operator would use it. */
describe('npx lethe', () => {
  let folder: string;
  let dataDir: string;
  let lethe: CommandLine;
  let seeded: Seeded;
  let due = 0;

  const preview = async (...args: readonly string[]): Promise<number> => {
    const { classes } = await lethe.json<Preview>('retention', 'preview', ...args);
    return classes.find((counts) => counts.class === 'MESSAGES')?.count ?? NaN;
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-cli-'));
    dataDir = path.join(folder, 'data');
    lethe = createCommandLine(dataDir);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('doctor finds nothing wrong where nothing is yet, and makes nothing', async () => {
    const { exitCode, stdout } = await lethe.run('doctor');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Nothing is stored yet');
    expect(existsSync(dataDir)).toBe(false);
  });

  it('seeds a demo with an account and an administrator, and only once', async () => {
    const args = ['seed', '--demo', '--messages', String(MESSAGES), '--years', '1'];
    seeded = await lethe.json<Seeded>(...args);
    expect(seeded.stored).toBeGreaterThanOrEqual(MESSAGES);
    expect(seeded.password.length).toBeGreaterThan(12);
    const again = await lethe.json<Seeded>(...args);
    expect(again).toMatchObject({ numberId: seeded.numberId, stored: 0, duplicate: seeded.stored });
  });

  it('doctor finds it well', async () => {
    const findings = await lethe.json<Finding[]>('doctor');
    expect(findings.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['database', 'clock', 'indexes', 'keys', 'payloads', 'forgetting']),
    );
  });

  it('previews a policy and changes nothing', async () => {
    const { numberId } = seeded;
    due = await preview('--number', numberId, '--mode', 'STORE_X_DAYS', '--pii-days', '30');
    expect(due).toBeGreaterThan(0);
    expect(due).toBeLessThan(MESSAGES);
    expect(await preview('--number', numberId, '--mode', 'RELAY_ONLY')).toBe(MESSAGES);
    expect(await preview('--days', '30')).toBeGreaterThan(0);
    expect(await preview()).toBe(0);
  });

  it('forgets nothing without being told so', async () => {
    const { exitCode, stderr } = await lethe.run('retention', 'run');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--yes');
  });

  it('works beside a running gateway, but does not rebuild', async () => {
    const gateway = await lethe.serve();
    try {
      const { email, numberId } = seeded;
      const token = await lethe.run('admin', 'token', '--email', email, '--name', 'e2e', '--expires', '1');
      expect(token.stdout).toMatch(/^lp_\S+\n$/);
      const query = async (text: string): Promise<unknown> => {
        const answer = await fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token.stdout.trim()}` },
          body: JSON.stringify({ query: text }),
        });
        return answer.json();
      };
      const total = `{ messages(numberId: "${numberId}") { totalCount } }`;
      expect(await query(total)).toEqual({ data: { messages: { totalCount: MESSAGES } } });
      const input = `{ numberId: "${numberId}", mode: STORE_X_DAYS, piiRetentionDays: 30 }`;
      await query(`mutation { setNumberPiiMode(input: ${input}) { userErrors { code } } }`);
      expect(await query(total)).toEqual({ data: { messages: { totalCount: MESSAGES - due } } });

      expect(await lethe.run('rebuild', '--yes')).toMatchObject({ exitCode: 1, stdout: '' });
      expect(await preview('--number', numberId)).toBe(due);
      const run = await lethe.json('retention', 'run', '--number', numberId, '--yes');
      expect(run).toMatchObject({ state: 'COMPLETED', failures: 0 });
      expect(await preview('--number', numberId)).toBe(0);
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
  }, 120_000);

  it('rebuilds the read models without what was forgotten', async () => {
    const { commits } = await lethe.json<{ commits: number }>('rebuild');
    expect(commits).toBeGreaterThan(MESSAGES - due);
    const { numberId } = seeded;
    expect(await preview('--number', numberId, '--mode', 'RELAY_ONLY')).toBe(MESSAGES - due);
  });

  it('can still open what is inside the window', async () => {
    const findings = await lethe.json<Finding[]>('doctor');
    expect(findings.find(({ check }) => check === 'payloads')).toMatchObject({ state: 'ok' });
  });

  it('doctor fails when the master key is gone, and makes no other', async () => {
    const key = path.join(dataDir, 'master.key');
    await rename(key, `${key}.away`);
    const { exitCode, stdout, stderr } = await lethe.run('doctor');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/FAIL {2}master key/);
    expect(stderr).toContain('checks failed');
    expect(existsSync(key)).toBe(false);
  });
});
