import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createUser } from '../../../src/administration/users.js';
import { createAlerts, type Alerts } from '../../../src/alerts/alerts.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { DAY_MS } from '../../../src/lib/clock.js';
import type { Mail, Mailer } from '../../../src/lib/mailer.js';
import { CALLER, startCallStage, type CallStage } from '../../support/callStage.js';
import { createForgetCallStage, type ForgetCallStage } from '../../support/forgetCallStage.js';
import { createTestCore } from '../../support/core.js';

const ADMIN = { email: 'admin@example.org', password: 'correct horse battery', role: 'ADMIN' } as const;

let mails: Mail[];
const mailer: Mailer = { send: (mail) => Promise.resolve(void mails.push(mail)) };
const subjects = (): readonly string[] => mails.map(({ subject }) => subject);
beforeEach(() => {
  mails = [];
});

describe('single records that a third party refuses for long', () => {
  let stage: ForgetCallStage;
  let alerts: Alerts;
  beforeEach(async () => {
    stage = await createForgetCallStage((clock) => createTestCore({ clock }));
    alerts = createAlerts({ core: stage.core, mailer, publicUrl: () => '' });
    await createUser(stage.core, stage.context, ADMIN);
  });
  afterEach(() => stage.stop());

  it('are told once after a day, although others go, and once when they are gone', async () => {
    await stage.addCall('1', 40, 'LEAVE');
    stage.double.telephony.fault({ on: 'Recordings', sid: 'RE1', times: null, does: { status: 403 } });
    const sweep = async (other: string): Promise<void> => {
      await stage.addCall(other, 40, 'LEAVE');
      await alerts.sweepEnded(await stage.sweep());
    };
    const first = stage.now;
    await sweep('2');
    await sweep('3');
    expect(mails).toEqual([]);
    stage.now = new Date(first.getTime() + DAY_MS);
    await sweep('4');
    await sweep('5');
    expect(subjects()).toEqual(['Lethe: the cleanup of call data at the third party is held up']);
    expect(mails[0]?.text).toContain(`Since: ${first.toISOString()}`);
    expect(mails[0]?.text).toContain('THIRD_PARTY_RECORDINGS 1');
    stage.double.telephony.clear();
    await alerts.sweepEnded(await stage.sweep());
    await alerts.sweepEnded(await stage.sweep());
    expect(subjects().slice(1)).toEqual(['Lethe: the cleanup of call data at the third party works again']);
  });
});

describe('an erasure that keeps failing', () => {
  let stage: CallStage;
  beforeEach(async () => {
    stage = await startCallStage('LEAVE');
  });
  afterEach(() => stage.stop());

  it('is told once after three tries, without saying who it is about, and once when it is done', async () => {
    const { core, services, account } = stage.gateway;
    const alerts = createAlerts({ core, mailer, publicUrl: () => 'https://lethe.example.org' });
    await createUser(core, stage.context, ADMIN);
    stage.double.telephony.addCall('CA1');
    expect((await stage.call('completed')).status).toBe(200);
    stage.double.telephony.fault({ on: 'Calls', times: 5, does: { status: 403, code: 20003 } });
    const { _id } = await services.erasures.request({
      ...{ account, by: SYSTEM, contact: null, phoneNumber: CALLER },
    });
    const attempt = async (): Promise<void> => alerts.erasureRan(await services.erasures.run(account, _id));
    await attempt();
    await attempt();
    expect(mails).toEqual([]);
    await attempt();
    await attempt();
    await attempt();
    expect(subjects()).toEqual(['Lethe: the erasure of a person is held up']);
    expect(mails[0]?.text).toContain('(THIRD_PARTY: ThirdPartyRefused_20003)');
    expect(mails[0]?.text).toContain(_id);
    expect(JSON.stringify(mails)).not.toContain(CALLER.slice(1));
    const [incident] = await alerts.incidents.list(account);
    expect(incident).toMatchObject({ kind: 'ERASURE_FAILING', place: { what: 'ERASURE', erasure: _id } });
    await attempt();
    await attempt();
    expect(subjects().slice(1)).toEqual(['Lethe: the erasure of a person works again']);
    expect((await services.erasures.get(account, _id)).state).toBe('COMPLETED');
  });
});
