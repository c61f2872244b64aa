import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { request } from 'undici';
import { confirmSecondFactor, enrolSecondFactor } from '../../../src/administration/secondFactor.js';
import { createOneTimeLink } from '../../../src/auth/oneTimeLinks.js';
import { codeAt } from '../../../src/auth/secondFactor/totp.js';
import { registerAuthRoutes } from '../../../src/http/auth/registerAuthRoutes.js';
import { MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.js';
import { createLogMailer } from '../../../src/lib/mailer.js';
import { ADMIN, createInstallation, type Installation } from '../../support/administration.js';

const FRESH = 'another long enough password';
const publicUrl = 'http://localhost:4000';
let here: Installation;
let app: FastifyInstance;
let address: string;
let seed: string;

beforeEach(async () => {
  here = await createInstallation();
  const { core, auth, account, admin, context } = here;
  app = fastify();
  registerAuthRoutes(app, { core, auth, mailer: createLogMailer(core.log), publicUrl });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
  const whose = { account, user: admin._id };
  ({ seed } = await enrolSecondFactor(core, whose, await auth.prove(whose, { password: ADMIN.password })));
  await confirmSecondFactor(core, context, admin._id, codeAt(seed, core.clock()));
  here.time.advance(30 * SECOND_MS);
});
afterEach(() => app.close());

/** Over a socket: the framework's own `inject` requires an ES module, which Jest cannot. */
async function send(path: string, body: string, headers: Record<string, string>) {
  const {
    statusCode,
    headers: answered,
    body: read,
  } = await request(new URL(path, address), {
    method: 'POST',
    body,
    headers,
  });
  return { statusCode, headers: answered, text: await read.text() };
}
const post = async (path: string, body: object) => {
  const { statusCode, headers, text } = await send(path, JSON.stringify(body), {
    'content-type': 'application/json',
  });
  return { statusCode, cookie: headers['set-cookie'], body: JSON.parse(text) as unknown };
};
const resetLink = async (): Promise<string> => {
  const { account, admin, core } = here;
  const link = { kind: 'PASSWORD_RESET', account, user: admin._id, lifetimeMs: MINUTE_MS } as const;
  return (await createOneTimeLink(core, link)).secret;
};

test('the sign-in says that a code is needed, and that one is wrong', async () => {
  const { email, password } = ADMIN;
  const asked = await post('/auth/sign-in', { email, password });
  expect(asked).toMatchObject({ statusCode: 401, body: { code: 'SECOND_FACTOR_REQUIRED' } });
  expect(asked.cookie).toBeUndefined();
  expect(await post('/auth/sign-in', { email, password, code: '' })).toEqual(asked);
  const code = codeAt(seed, here.core.clock());
  expect(await post('/auth/sign-in', { email, password, code })).toMatchObject({ statusCode: 200 });
  expect(await post('/auth/sign-in', { email, password, code })).toMatchObject({
    statusCode: 401,
    body: { code: 'SECOND_FACTOR_WRONG' },
  });
});

test('a mailed link is one factor: it signs nobody in who has two', async () => {
  const done = await post('/auth/reset-password', { token: await resetLink(), password: FRESH });
  expect(done).toEqual({ statusCode: 201, cookie: undefined, body: { viewer: null } });
  const form = new URLSearchParams({ token: await resetLink(), password: FRESH }).toString();
  const byForm = await send('/auth/reset-password', form, {
    'content-type': 'application/x-www-form-urlencoded',
    origin: publicUrl,
  });
  expect([byForm.statusCode, byForm.headers['location'], byForm.headers['set-cookie']]).toEqual([
    303,
    '/sign-in',
    undefined,
  ]);
  const asked = await post('/auth/sign-in', { email: ADMIN.email, password: FRESH });
  expect(asked).toMatchObject({ statusCode: 401, body: { code: 'SECOND_FACTOR_REQUIRED' } });
  const code = codeAt(seed, here.core.clock());
  expect(await post('/auth/sign-in', { email: ADMIN.email, password: FRESH, code })).toMatchObject({
    statusCode: 200,
  });
});
