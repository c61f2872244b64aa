import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { request } from 'undici';
import { inviteUser } from '../../../src/administration/invitations.js';
import { prepareFirstAdministrator } from '../../../src/administration/setup.js';
import { createAuth } from '../../../src/auth/auth.js';
import type { Core } from '../../../src/events/core.js';
import { registerAuthRoutes } from '../../../src/http/auth/registerAuthRoutes.js';
import { ADMIN } from '../../support/administration.js';
import type { Mail } from '../../../src/lib/mailer.js';
import { createTestCore } from '../../support/core.js';

let app: FastifyInstance;
let core: Core;
let setupToken: string;
let logged: string;
let address: string;
let mails: Mail[];
const mailer = { send: async (mail: Mail) => void mails.push(mail) };

const publicUrl = 'http://localhost:4000';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const OWN_FORM = { ...FORM, origin: publicUrl };

beforeEach(async () => {
  core = await createTestCore();
  logged = '';
  mails = [];
  const stream = { write: (line: string) => void (logged += line) };
  app = fastify({ logger: { stream } });
  registerAuthRoutes(app, { core, auth: createAuth(core), mailer, publicUrl });
  const start = await prepareFirstAdministrator(core, null);
  if (start.kind !== 'LINK') throw new Error('No link.');
  setupToken = start.link.secret;
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => app.close());

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
/** Over a socket: the framework's own `inject` requires an ES module, which Jest cannot. */
async function send(url: string, options: { method?: 'GET' | 'POST'; body?: string; headers?: Sent } = {}) {
  const { statusCode, headers, body } = await request(new URL(url, address), options);
  const text = await body.text();
  return { statusCode, headers, body: text, json: () => JSON.parse(text) as unknown };
}
type Sent = Record<string, string>;
const post = (url: string, payload: object | string, headers: Sent = {}) =>
  typeof payload === 'string'
    ? send(url, { method: 'POST', body: payload, headers })
    : send(url, {
        method: 'POST',
        body: JSON.stringify(payload),
        headers: { 'content-type': 'application/json', ...headers },
      });
const setUp = () => post('/auth/setup', { ...ADMIN, token: setupToken });

describe('setup', () => {
  test('by the page and its form', async () => {
    const page = await send(`/setup?token=${setupToken}`);
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.body).not.toMatch(/<script|style=|<style/i);
    expect((await send('/auth/pages.css')).headers['content-type']).toContain('text/css');

    const short = form({ token: setupToken, email: ADMIN.email, password: 'short', accountName: '' });
    const refused = await post('/auth/setup', short, OWN_FORM);
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('role="alert"');
    expect(refused.body).toContain(setupToken);

    const filled = form({ ...ADMIN, token: setupToken, accountName: '' });
    const done = await post('/auth/setup', filled, OWN_FORM);
    expect(done.statusCode).toBe(303);
    expect(done.headers['location']).toBe('/');
    expect(done.headers['set-cookie']).toMatch(/^lethe_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/);
    expect((await send(`/setup?token=${setupToken}`)).statusCode).toBe(404);
    expect((await post('/auth/setup', filled, OWN_FORM)).statusCode).toBe(401);
  });

  test('the page is in the browser’s language', async () => {
    const headers = { 'accept-language': 'fr, pt-BR;q=0.9, en;q=0.8' };
    const page = await send(`/setup?token=${setupToken}`, { headers });
    expect(page.body).toContain('<html lang="pt">');
    expect(page.body).toContain('Criar o primeiro administrador');
  });

  test('by JSON', async () => {
    const done = await setUp();
    expect(done.statusCode).toBe(201);
    expect(done.json()).toMatchObject({ viewer: { role: 'SUPER_ADMIN' } });
    const again = await setUp();
    expect([again.statusCode, again.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    ]);
  });

  test('a form from elsewhere, or from nowhere, is refused', async () => {
    const filled = form({ ...ADMIN, token: setupToken });
    for (const headers of [FORM, { ...FORM, origin: 'https://evil.example' }, { ...FORM, origin: 'null' }]) {
      expect((await post('/auth/setup', filled, headers)).statusCode).toBe(403);
    }
    const own = { ...FORM, origin: 'null', 'sec-fetch-site': 'same-origin' };
    expect((await post('/auth/setup', filled, own)).statusCode).toBe(303);
  });

  test('what is in the address is escaped, and not logged', async () => {
    const { invitation } = await invite();
    await send(`/invitation?token=${invitation.secret}`);
    await send('/setup?token=a&token=b');
    const odd = form({ token: '"><script>x</script>', email: '', password: '' });
    expect((await post('/auth/setup', odd, OWN_FORM)).body).not.toContain('<script>');
    expect(logged).toContain('/auth/setup');
    expect(logged).not.toContain(invitation.secret);
    expect(logged).not.toContain(setupToken);
  });
});

async function invite() {
  const { json } = await setUp();
  const { viewer } = json() as { viewer: { id: string; account: string } };
  const context = {
    account: viewer.account,
    actor: { type: 'USER', id: viewer.id },
    role: 'SUPER_ADMIN',
  } as const;
  return inviteUser(core, context, { email: 'ada@example.org', role: 'AGENT' });
}

describe('signing in and out', () => {
  test('gives a cookie and takes it away', async () => {
    await setUp();
    const { email, password } = ADMIN;
    const done = await post('/auth/sign-in', { email, password });
    expect(done.statusCode).toBe(200);
    expect(done.json()).toMatchObject({ viewer: { role: 'SUPER_ADMIN' } });
    const cookie = String(done.headers['set-cookie']).split(';')[0] ?? '';
    const foreign = { cookie, origin: 'https://evil.example' };
    expect((await send('/auth/sign-out', { method: 'POST', headers: foreign })).statusCode).toBe(403);
    const out = await send('/auth/sign-out', { method: 'POST', headers: { cookie } });
    expect([out.statusCode, out.headers['set-cookie']]).toEqual([204, expect.stringContaining('Max-Age=0')]);
  });

  test('errors are JSON with a code, and tell nothing', async () => {
    await setUp();
    const wrong = await post('/auth/sign-in', { email: ADMIN.email, password: 'wrong password' });
    const unknown = await post('/auth/sign-in', { email: 'nobody@example.org', password: 'wrong password' });
    expect([wrong.statusCode, wrong.json()]).toEqual([401, unknown.json()]);
    expect(wrong.json()).toEqual({
      error: 'The e-mail address or the password is wrong.',
      code: 'UNAUTHENTICATED',
    });
    const missing = await post('/auth/sign-in', { email: ADMIN.email });
    expect([missing.statusCode, missing.json()]).toMatchObject([400, { code: 'INVALID_PAYLOAD' }]);
    const json = { 'content-type': 'application/json' };
    expect((await post('/auth/sign-in', '{', json)).json()).toMatchObject({ code: 'INVALID_PAYLOAD' });
    const plain = { 'content-type': 'text/plain' };
    expect((await post('/auth/sign-in', JSON.stringify(ADMIN), plain)).statusCode).toBe(403);
    const large = await post('/auth/sign-in', { email: 'x'.repeat(20_000) });
    expect(large.json()).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect((await post('/auth/sign-in', '<a/>', { 'content-type': 'text/xml' })).statusCode).toBe(415);
    for (const text of [ADMIN.email, 'wrong password']) expect(logged).not.toContain(text);
  });

  test('is throttled with Retry-After', async () => {
    await setUp();
    const attempt = () => post('/auth/sign-in', { email: ADMIN.email, password: 'wrong password' });
    const answers = await Promise.all(Array.from({ length: 11 }, attempt));
    const limited = answers.find(({ statusCode }) => statusCode === 429);
    expect(limited?.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect(Number(limited?.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('invitation', () => {
  test('is accepted by its page', async () => {
    const { invitation } = await invite();
    const page = await send(`/invitation?token=${invitation.secret}`);
    expect([page.statusCode, page.body]).toEqual([200, expect.stringContaining('/auth/accept-invitation')]);
    const fields = { token: invitation.secret, password: 'a long enough password', name: 'Ada' };
    const done = await post('/auth/accept-invitation', form(fields), OWN_FORM);
    expect(done.statusCode).toBe(303);
    expect((await send(`/invitation?token=${invitation.secret}`)).statusCode).toBe(404);
    expect((await post('/auth/accept-invitation', fields)).json()).toMatchObject({ code: 'UNAUTHENTICATED' });
    const signIn = await post('/auth/sign-in', { email: 'ada@example.org', password: fields.password });
    expect(signIn.json()).toMatchObject({ viewer: { role: 'AGENT' } });
  });
});

describe('a new password', () => {
  const fresh = 'another long enough password';
  const ask = (email: string) => post('/auth/forgot-password', { email });
  const linkOf = ({ text }: Mail) => /reset-password\?token=([\w-]+)/.exec(text)?.[1] ?? '';
  const mailed = async (): Promise<string> => {
    await ask(ADMIN.email);
    while (mails.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return linkOf(mails[0] ?? { to: [], subject: '', text: '' });
  };

  test('by the mailed link, once; everybody else is signed out', async () => {
    await setUp();
    const token = await mailed();
    expect(mails[0]?.to).toEqual([ADMIN.email]);
    expect((await send(`/reset-password?token=${token}`)).statusCode).toBe(200);
    const short = await post('/auth/reset-password', { token, password: 'short' });
    expect([short.statusCode, short.json()]).toMatchObject([400, { code: 'INVALID_PAYLOAD' }]);
    const both = await Promise.all(
      [0, 1].map(() => post('/auth/reset-password', { token, password: fresh })),
    );
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 401]);
    expect((await send(`/reset-password?token=${token}`)).statusCode).toBe(404);
    const { email, password } = ADMIN;
    expect((await post('/auth/sign-in', { email, password })).statusCode).toBe(401);
    expect((await post('/auth/sign-in', { email, password: fresh })).statusCode).toBe(200);
    expect(await core.documents.find('sessions', {})).toHaveLength(2);
    expect(logged).not.toContain(token);
  });

  test('a later link ends the one before', async () => {
    await setUp();
    const first = await mailed();
    await ask(ADMIN.email);
    while (mails.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await post('/auth/reset-password', { token: first, password: fresh })).statusCode).toBe(401);
  });

  test('unknown addresses get the same answer and no mail; asking is throttled', async () => {
    await setUp();
    const [known, unknown] = [await ask(ADMIN.email), await ask('nobody@example.org')];
    expect([unknown.statusCode, unknown.body]).toEqual([202, known.body]);
    for (let i = 0; i < 2; i++) await ask('nobody@example.org');
    expect((await ask('nobody@example.org')).statusCode).toBe(429);
    expect(mails.every(({ to }) => to[0] === ADMIN.email)).toBe(true);
  });
});
