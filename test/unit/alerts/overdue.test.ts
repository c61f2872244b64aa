import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createUser } from '../../../src/administration/users.js';
import { createAlerts, type Alerts } from '../../../src/alerts/alerts.js';
import { DAY_MS, HOUR_MS } from '../../../src/lib/clock.js';
import type { Mail } from '../../../src/lib/mailer.js';
import { oldestOverdue } from '../../../src/retention/oldestOverdue.js';
import { createTestCore } from '../../support/core.js';
import { createForgetCallStage, type ForgetCallStage } from '../../support/forgetCallStage.js';

describe('what is overdue', () => {
  let stage: ForgetCallStage;
  let alerts: Alerts;
  let mails: Mail[];
  const wait = (ms: number): void => {
    stage.now = new Date(stage.now.getTime() + ms);
  };
  const watch = (): Promise<void> => alerts.watchOverdue(() => Promise.resolve());

  beforeEach(async () => {
    stage = await createForgetCallStage((clock) => createTestCore({ clock }));
    mails = [];
    const mailer = { send: (mail: Mail) => Promise.resolve(void mails.push(mail)) };
    alerts = createAlerts({ core: stage.core, mailer, publicUrl: () => '' });
    const admin = { email: 'admin@example.org', password: 'correct horse battery', role: 'ADMIN' } as const;
    await createUser(stage.core, stage.context, admin);
  });
  afterEach(() => stage.stop());

  it('is nothing until the next cleanup and its grace are over, and then told once', async () => {
    const { call } = await stage.addCall('1', 29);
    expect(call).not.toBe('');
    // Due after 30 days and 2 hours; 4 hours later it should be gone.
    wait(DAY_MS + 5.9 * HOUR_MS);
    expect(await oldestOverdue(stage.core)).toEqual([]);
    await watch();
    expect(mails).toEqual([]);
    wait(0.2 * HOUR_MS);
    const overdue = await oldestOverdue(stage.core);
    expect(overdue.map(({ class: name, count }) => [name, count]).sort()).toEqual([
      ['CALLS', 1],
      ['THIRD_PARTY_CALLS', 1],
    ]);
    expect(overdue[0]?.oldest).toEqual(new Date('2026-01-31T12:00:00Z'));
    await watch();
    await watch();
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [['admin@example.org'], 'Lethe: the cleanup is held up'],
    ]);
    expect(mails[0]?.text).toContain('  CALLS 1');
    await stage.sweep();
    await watch();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'Lethe: the cleanup is held up',
      'Lethe: the cleanup works again',
    ]);
    expect(await oldestOverdue(stage.core)).toEqual([]);
  });
});
