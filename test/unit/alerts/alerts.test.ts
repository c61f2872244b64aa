import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { updateDataRetention } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { createUser } from '../../../src/administration/users.js';
import { createAlerts, type Alerts } from '../../../src/alerts/alerts.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/lib/clock.js';
import { createSmtpMailer } from '../../../src/lib/smtpMailer.js';
import { createSweeps } from '../../../src/retention/sweeps.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import { createMemoryObjectStore } from '../../../src/storage/memoryObjectStore.js';
import type { ObjectStore } from '../../../src/storage/objectStore.js';
import { startMailServer, type MailServer } from '../../support/mailServer.js';
import { createMediaStage, type MediaStage } from '../../support/mediaStage.js';

const ADMIN = { email: 'admin@example.org', password: 'correct horse battery', role: 'ADMIN' } as const;
const AGENT = { email: 'agent@example.org', password: 'correct horse battery', role: 'AGENT' } as const;
const CANARY = 'canary-7781';

describe('alerts', () => {
  let server: MailServer;
  let stage: MediaStage;
  /** Of two processes on one database. */
  let first: Alerts;
  let second: Alerts;
  let store: { isAway: boolean; stuck: Set<string> };

  const subjects = (): (string | undefined)[] =>
    server.mails.map(({ raw }) => /^Subject: (.*(?:\r\n .*)*)/m.exec(raw)?.[1]?.replace(/\r\n /g, ' '));
  const wait = (ms: number): void => {
    stage.gateway.now = new Date(stage.gateway.now.getTime() + ms);
  };
  const stored = async (): Promise<void> => {
    await stage.receive(stage.provider.add(randomBytes(100)), { caption: CANARY });
    await stage.gateway.services.media.copier.runDue();
  };
  const sweep = async (alerts: Alerts = first): Promise<SweepRow> => {
    const { core, account } = stage.gateway;
    const sweeps = createSweeps(core, { ended: (row) => alerts.sweepEnded(row) });
    const { _id } = await sweeps.request({ account, trigger: 'SCHEDULE', by: SYSTEM });
    const row = await sweeps.run({ account, sweep: _id });
    wait(2 * HOUR_MS);
    return row;
  };

  beforeEach(async () => {
    server = await startMailServer();
    store = { isAway: false, stuck: new Set() };
    const inner = createMemoryObjectStore();
    const refused = (): Error => new Error(CANARY);
    const objects: ObjectStore = {
      ...inner,
      open: () => (store.isAway ? Promise.reject(refused()) : inner.open()),
      delete: (key) => (store.isAway || store.stuck.has(key) ? Promise.reject(refused()) : inner.delete(key)),
    };
    stage = await createMediaStage(objects);
    const { core, account } = stage.gateway;
    for (const user of [ADMIN, AGENT]) await createUser(core, systemContext(account), user);
    const { port } = server;
    const mailer = createSmtpMailer({ host: '127.0.0.1', port, secure: false, auth: null }, 'l@example.org');
    const deps = { core, mailer, publicUrl: () => 'https://lethe.example.org' };
    first = createAlerts(deps);
    second = createAlerts(deps);
    await updateDataRetention(core, systemContext(account), { days: 1 });
  });
  afterEach(async () => {
    await stage.stop();
    await server.stop();
  });

  it('tell the administrators once that the store is away, and once that it is back', async () => {
    for (let count = 0; count < 30; count += 1) await stored();
    wait(2 * DAY_MS);
    store.isAway = true;
    const row = await sweep();
    expect(row).toMatchObject({ state: 'FAILED', reason: 'Error' });
    expect(row.phases.find(({ name }) => name === 'CONVERSATIONS')).toMatchObject({
      problem: { kind: 'STORE_UNREACHABLE', reason: 'Error' },
      failed: 0,
      classes: { MESSAGES: 30 },
    });
    await sweep(second);
    await sweep();
    expect(subjects()).toEqual(['Lethe: the cleanup of conversations is held up']);
    expect(server.mails[0]?.to).toEqual([ADMIN.email]);
    const text = server.mails[0]?.raw ?? '';
    expect(text).toContain(`Since: ${row.startedAt?.toISOString() ?? ''}`);
    expect(text).toContain('https://lethe.example.org/sweeps');
    expect(text).toContain(row._id);
    expect(text).toContain('Not deleted:\r\n  FILES 30');
    expect(text).not.toContain(CANARY);

    store.isAway = false;
    expect(await sweep(second)).toMatchObject({ state: 'COMPLETED', failures: 0 });
    await sweep();
    expect(subjects()).toEqual([
      'Lethe: the cleanup of conversations is held up',
      'Lethe: the cleanup of conversations works again',
    ]);
    expect(await stage.keys()).toEqual([]);
  });

  it('do not speak of single records as long as others go, and once when nothing else is left', async () => {
    for (let count = 0; count < 3; count += 1) await stored();
    wait(2 * DAY_MS);
    store.stuck = new Set((await stage.keys()).slice(0, 1));
    expect(await sweep()).toMatchObject({ state: 'COMPLETED', failures: 1 });
    expect(subjects()).toEqual([]);
    const since = stage.gateway.now.getTime() - 2 * HOUR_MS;
    await sweep();
    await sweep(second);
    expect(subjects()).toEqual(['Lethe: the cleanup of conversations is held up']);
    // Since it failed first, which was in the cycle before.
    expect(server.mails[0]?.raw).toContain(`Since: ${new Date(since).toISOString()}`);
    store.stuck.clear();
    await sweep();
    expect(subjects()).toHaveLength(2);
  });

  it('are told by one of two processes, and again where the mail server did not take it', async () => {
    await stored();
    wait(2 * DAY_MS);
    store.isAway = true;
    const { port } = server;
    await server.stop();
    await sweep();
    expect(server.mails).toEqual([]);
    server = await startMailServer({}, port);
    await Promise.all([first.tell(), second.tell()]);
    wait(MINUTE_MS);
    await Promise.all([first.tell(), second.tell(), first.tell()]);
    expect(subjects()).toHaveLength(1);
  });

  it('say nothing of what was over before anybody could be told', async () => {
    await stored();
    wait(2 * DAY_MS);
    const { port } = server;
    await server.stop();
    store.isAway = true;
    await sweep();
    store.isAway = false;
    await sweep();
    server = await startMailServer({}, port);
    wait(DAY_MS);
    await first.tell();
    expect(server.mails).toEqual([]);
    const [incident] = await first.incidents.list(stage.gateway.account);
    expect(incident).toMatchObject({ state: 'RESOLVED', kind: 'STORE_UNREACHABLE' });
  });
});
