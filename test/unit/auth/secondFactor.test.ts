import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  confirmSecondFactor,
  enrolSecondFactor,
  turnOffSecondFactor,
} from '../../../src/administration/secondFactor.js';
import { createUser, getUser, removeUser } from '../../../src/administration/users.js';
import { createAuth } from '../../../src/auth/auth.js';
import { codeAt, stepOfCode } from '../../../src/auth/secondFactor/totp.js';
import { SecondFactorNeeded } from '../../../src/auth/secondFactorNeeded.js';
import { resetOf } from '../../../src/cli/adminResetSecondFactor.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.js';
import type { AuditRow } from '../../../src/projections/rows.js';
import { ADMIN, createInstallation, type Installation } from '../../support/administration.js';
import { everythingStored } from '../../support/core.js';
import { refusalOf } from '../../support/decider.js';

const STEP_MS = 30 * SECOND_MS;
const address = '192.0.2.1';
let here: Installation;

beforeEach(async () => {
  here = await createInstallation();
});

const whose = () => ({ account: here.account, user: here.admin._id });
const now = (): Date => here.core.clock();
const signIn = (code?: string, auth = here.auth) => auth.signIn({ ...ADMIN, address, code });
/** What is said instead of letting somebody in. */
const saidTo = (trying: Promise<unknown>): Promise<string> =>
  trying.then(
    () => 'LET_IN',
    (error: unknown) => (error instanceof SecondFactorNeeded ? error.reason : String(error)),
  );
const enrol = async (): Promise<string> => {
  const pii = await here.auth.prove(whose(), { password: ADMIN.password });
  return (await enrolSecondFactor(here.core, whose(), pii)).seed;
};
const turnOn = async (): Promise<{ seed: string; recovery: readonly string[] }> => {
  const seed = await enrol();
  const recovery = await confirmSecondFactor(here.core, here.context, here.admin._id, codeAt(seed, now()));
  here.time.advance(STEP_MS);
  return { seed, recovery };
};

test('gives the codes of RFC 6238, appendix B', () => {
  // The appendix' seed `12345678901234567890` in base32; its eight digits end in these six.
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const vectors = { 59: '287082', 1111111109: '081804', 2000000000: '279037', 20000000000: '353130' };
  for (const [seconds, code] of Object.entries(vectors)) {
    const at = new Date(Number(seconds) * SECOND_MS);
    expect(codeAt(seed, at)).toBe(code);
    expect(stepOfCode(seed, code, at)).toBe(Math.floor(Number(seconds) / 30));
    // A clock may be a step off, not two.
    const [before, after] = [-2, 2].map((steps) => new Date(at.getTime() + steps * STEP_MS));
    if (before && after) for (const off of [before, after]) expect(stepOfCode(seed, code, off)).toBeNull();
  }
});

describe('setting up', () => {
  test('is not in use before its first code, which then counts for nothing else', async () => {
    const seed = await enrol();
    expect(await saidTo(signIn())).toBe('LET_IN');
    const confirm = (code: string) => confirmSecondFactor(here.core, here.context, here.admin._id, code);
    expect(await refusalOf(confirm('000000'))).toContain('CODE_WRONG');
    const code = codeAt(seed, now());
    expect(await confirm(`${code.slice(0, 3)} ${code.slice(3)}`)).toHaveLength(10);
    expect(await getUser(here.core, here.account, here.admin._id)).toMatchObject({ hasSecondFactor: true });
    expect(await saidTo(signIn())).toBe('SECOND_FACTOR_REQUIRED');
    expect(await saidTo(signIn(code))).toBe('SECOND_FACTOR_WRONG');
    here.time.advance(STEP_MS);
    expect(await saidTo(signIn(codeAt(seed, now())))).toBe('LET_IN');
  });

  test('needs the password, in time, and no other one in use', async () => {
    const wrong = here.auth.prove(whose(), { password: 'wrong password' });
    expect(await refusalOf(wrong)).toContain('PASSWORD_WRONG');
    const seed = await enrol();
    here.time.advance(16 * MINUTE_MS);
    const late = confirmSecondFactor(here.core, here.context, here.admin._id, codeAt(seed, now()));
    expect(await refusalOf(late)).toContain('ENROLMENT_OVER');
    await turnOn();
    const again = enrolSecondFactor(here.core, whose(), { email: '', name: null, totpSeed: 'x' });
    expect(await refusalOf(again)).toContain('SECOND_FACTOR_ON');
  });

  test('keeps seed and recovery codes from whoever has the database', async () => {
    const { seed, recovery } = await turnOn();
    const stored = await everythingStored(here.core);
    for (const secret of [seed, ...recovery, ...recovery.map((code) => code.replaceAll('-', ''))])
      expect(stored.includes(secret)).toBe(false);
  });
});

describe('signing in', () => {
  test('takes a code once, whichever process is asked, also of two at the same moment', async () => {
    const { seed } = await turnOn();
    const another = createAuth(here.core);
    const code = codeAt(seed, now());
    const both = await Promise.all([saidTo(signIn(code)), saidTo(signIn(code, another))]);
    expect(both.sort()).toEqual(['LET_IN', 'SECOND_FACTOR_WRONG']);
    expect(await saidTo(signIn(code))).toBe('SECOND_FACTOR_WRONG');
    another.stop();
  });

  test('takes a recovery code once, as it was written down, and says so in the audit log', async () => {
    const { recovery } = await turnOn();
    const [code = ''] = recovery;
    expect(await saidTo(signIn(` ${code.toUpperCase().replaceAll('-', ' ')}`))).toBe('LET_IN');
    expect(await saidTo(signIn(code))).toBe('SECOND_FACTOR_WRONG');
    const audit = await here.core.documents.find<AuditRow>(
      COLLECTIONS.audit,
      {},
      { sort: { at: 1, _id: 1 } },
    );
    expect(audit.slice(-2).map(({ action, by }) => [action, by.id])).toEqual([
      ['SECOND_FACTOR_ENABLED', here.admin._id],
      ['RECOVERY_CODE_USED', here.admin._id],
    ]);
  });

  test('a wrong password is told as ever, with a code or without', async () => {
    const { seed } = await turnOn();
    const wrong = { email: ADMIN.email, password: 'wrong password', address };
    const codes = await Promise.all(
      [undefined, codeAt(seed, now())].map((code) => saidTo(here.auth.signIn({ ...wrong, code }))),
    );
    expect(new Set(codes)).toEqual(new Set(['LetheError: The e-mail address or the password is wrong.']));
    expect(await saidTo(signIn(codeAt(seed, now())))).toBe('LET_IN');
  });

  test('guessed codes count as guessed passwords do; being asked for one does not', async () => {
    const { seed } = await turnOn();
    for (let time = 0; time < 12; time += 1) expect(await saidTo(signIn())).toBe('SECOND_FACTOR_REQUIRED');
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, at) => saidTo(signIn(String(100_000 + at)))),
    );
    expect(guesses.filter((said) => said === 'SECOND_FACTOR_WRONG')).toHaveLength(10);
    expect(await refusalOf(signIn(codeAt(seed, now())))).toEqual(['RATE_LIMITED']);
    const proof = { password: ADMIN.password, code: codeAt(seed, now()) };
    expect(await refusalOf(here.auth.prove(whose(), proof))).toEqual(['RATE_LIMITED']);
  });
});

describe('turning off', () => {
  const left = () => here.core.documents.count(COLLECTIONS.secondFactors, whose());

  test('needs password and code, and leaves nothing', async () => {
    const { seed, recovery } = await turnOn();
    const { password } = ADMIN;
    expect(await refusalOf(here.auth.prove(whose(), { password, code: '123' }))).toContain('CODE_WRONG');
    await here.auth.prove(whose(), { password, code: codeAt(seed, now()) });
    await turnOffSecondFactor(here.core, here.context, here.admin._id);
    expect(await left()).toBe(0);
    expect(await saidTo(signIn())).toBe('LET_IN');
    await turnOn();
    expect(await saidTo(signIn(recovery[1]))).toBe('SECOND_FACTOR_WRONG');
  });

  test('by the command line lets somebody in who is locked out, and ends their sessions', async () => {
    const { seed } = await turnOn();
    await signIn(codeAt(seed, now()));
    expect(await resetOf(here.core, ' Root@example.org')).toEqual({ userId: here.admin._id, wasOn: true });
    expect(await here.core.documents.count(COLLECTIONS.sessions, whose())).toBe(0);
    expect(await saidTo(signIn())).toBe('LET_IN');
    const [last] = await here.core.documents.find<AuditRow>(
      COLLECTIONS.audit,
      {},
      { sort: { at: -1, _id: -1 } },
    );
    expect(last).toMatchObject({ action: 'SECOND_FACTOR_DISABLED', by: { type: 'SYSTEM' } });
    await expect(resetOf(here.core, 'nobody@example.org')).rejects.toThrow('no active user');
  });

  test('comes with being removed', async () => {
    const input = { email: 'ada@example.org', password: ADMIN.password, role: 'ADMIN' } as const;
    const user = await createUser(here.core, here.context, input);
    const ada = { account: here.account, user: user._id };
    await enrolSecondFactor(here.core, ada, await here.auth.prove(ada, { password: ADMIN.password }));
    expect(await here.core.documents.count(COLLECTIONS.secondFactors, ada)).toBe(1);
    await removeUser(here.core, here.context, { userId: user._id });
    expect(await here.core.documents.count(COLLECTIONS.secondFactors, ada)).toBe(0);
  });
});
