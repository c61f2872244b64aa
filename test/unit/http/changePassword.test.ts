import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { request } from 'undici';
import { confirmSecondFactor, enrolSecondFactor } from '../../../src/administration/secondFactor.js';
import { codeAt } from '../../../src/auth/secondFactor/totp.js';
import { registerAuthRoutes } from '../../../src/http/auth/registerAuthRoutes.js';
import { SECOND_MS } from '../../../src/lib/clock.js';
import { createLogMailer } from '../../../src/lib/mailer.js';
import { ADMIN, createInstallation, type Installation } from '../../support/administration.js';

const FRESH = 'another long enough password';
const { email, password } = ADMIN;
let here: Installation;
let app: FastifyInstance;
let address: string;

beforeEach(async () => {
  here = await createInstallation();
  const { core, auth } = here;
  app = fastify();
  registerAuthRoutes(app, {
    core,
    auth,
    mailer: createLogMailer(core.log),
    publicUrl: 'http://localhost:4000',
  });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => app.close());

/** Over a socket: the framework's own `inject` requires an ES module, which Jest cannot. */
async function post(path: string, body: object, more: Readonly<Record<string, string>> = {}) {
  const answer = await request(new URL(path, address), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...more },
  });
  const cookie = String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  return { status: answer.statusCode, cookie, body: (await answer.body.json()) as object };
}
const signIn = async (): Promise<string> => (await post('/auth/sign-in', { email, password })).cookie;
const change = (entered: object, cookie: string) => post('/auth/change-password', entered, { cookie });
/** Whether a session's cookie still lets somebody in. */
const isGood = (cookie: string): Promise<boolean> =>
  here.auth.authenticate({ cookie }).then(
    (principal) => principal !== null,
    () => false,
  );
const codeOf = (answer: { readonly status: number; readonly body: object }): unknown =>
  'issues' in answer.body
    ? (answer.body.issues as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`)
    : 'code' in answer.body && answer.body.code;

test('it ends all sessions but the one of who changes it, which is a new one', async () => {
  const [mine, elsewhere] = [await signIn(), await signIn()];
  const done = await change({ password, newPassword: FRESH }, mine);
  expect(done).toMatchObject({ status: 200, body: { viewer: { role: 'SUPER_ADMIN' } } });
  expect(done.cookie).not.toBe(mine);
  expect([await isGood(mine), await isGood(elsewhere), await isGood(done.cookie)]).toEqual([
    false,
    false,
    true,
  ]);
  expect((await post('/auth/sign-in', { email, password })).status).toBe(401);
  expect((await post('/auth/sign-in', { email, password: FRESH })).status).toBe(200);
});

test('it asks for the present password, and changes nothing without', async () => {
  const cookie = await signIn();
  expect(codeOf(await change({ password: 'not the password', newPassword: FRESH }, cookie))).toEqual([
    'password PASSWORD_WRONG',
  ]);
  expect(codeOf(await change({ password, newPassword: 'short' }, cookie))).toEqual([
    'newPassword PASSWORD_LENGTH',
  ]);
  expect(codeOf(await change({ password }, cookie))).toEqual(['newPassword INVALID']);
  expect(await isGood(cookie)).toBe(true);
  expect((await post('/auth/sign-in', { email, password })).status).toBe(200);
});

test('it is for who is signed in, and not for a page of another site', async () => {
  const cookie = await signIn();
  const entered = { password, newPassword: FRESH };
  expect(await change(entered, '')).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  const form = await request(new URL('/auth/change-password', address), {
    method: 'POST',
    body: new URLSearchParams(entered).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://evil.example',
      cookie,
    },
  });
  await form.body.dump();
  expect(form.statusCode).toBe(403);
  expect(await isGood(cookie)).toBe(true);
});

test('guessing the present password is throttled as signing in is', async () => {
  const cookie = await signIn();
  const guess = () => change({ password: 'not the password', newPassword: FRESH }, cookie);
  for (let tries = 0; tries < 10; tries++) await guess();
  expect(codeOf(await guess())).toBe('RATE_LIMITED');
});

test('where a second factor is in use, it asks for a code, which is not used up by a mistake', async () => {
  const { core, auth, account, admin, context, time } = here;
  const cookie = await signIn();
  const whose = { account, user: admin._id };
  const { seed } = await enrolSecondFactor(core, whose, await auth.prove(whose, { password }));
  await confirmSecondFactor(core, context, admin._id, codeAt(seed, core.clock()));
  time.advance(30 * SECOND_MS);
  expect(codeOf(await change({ password, newPassword: FRESH }, cookie))).toEqual(['code CODE_WRONG']);
  const code = codeAt(seed, core.clock());
  expect(codeOf(await change({ password, newPassword: 'short', code }, cookie))).toEqual([
    'newPassword PASSWORD_LENGTH',
  ]);
  expect(await change({ password, newPassword: FRESH, code }, cookie)).toMatchObject({ status: 200 });
});
