import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth } from '../../auth/auth.js';
import type { Principal } from '../../auth/principal.js';
import { isAtLeast } from '../../domain/user/roles.js';
import { LetheError } from '../../lib/errors.js';
import { messagePage, PAGE_HEADERS } from '../auth/authPages.js';
import { authWordsOf } from '../auth/authWords.js';
import { builtSite } from './builtSite.js';

const PATH = '/playground';
/** Where playground/vite.config.ts wants the nonce. */
const NONCE_PLACEHOLDER = /__LETHE_NONCE__/g;
/** As the names of the files change with their content. */
const FOR_EVER = { maxAge: '365d', immutable: true } as const;

/**
 * GraphiQL at /playground, for administrators who are signed in; its files are our own build and come from here.
 * @param folder where that build lies; null: it was not built, and is not served
 */
export function registerPlayground(
  app: FastifyInstance,
  auth: Pick<Auth, 'authenticate'>,
  folder = builtSite('playground'),
): void {
  if (folder === null) return;
  void app.register(fastifyStatic, {
    root: path.join(folder, 'assets'),
    prefix: `${PATH}/assets/`,
    decorateReply: false,
    index: false,
    preCompressed: true,
    ...FOR_EVER,
  });

  app.get(PATH, async (request, reply) => {
    const principal = await askingOf(auth, request);
    if (principal?.kind !== 'USER') return reply.redirect(SIGN_IN, 303);
    if (!isAtLeast(principal.role, 'ADMIN')) {
      const words = authWordsOf(request.headers['accept-language']);
      const refusal = messagePage(words, words.failedTitle, words.adminsOnly);
      return reply.code(403).headers(PAGE_HEADERS).send(refusal);
    }
    const html = await readFile(path.join(folder, 'index.html'), 'utf8');
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers({ 'content-security-policy': policyOf(nonce), 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(html.replaceAll(NONCE_PLACEHOLDER, nonce));
  });
}

/**
 * Script and workers from here alone, nothing evaluated, nothing from outside. The editor lays itself out by `style`
 * attributes, and brings its fonts within its style sheet: both are allowed on this page only.
 */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** A session that has ended is nobody's. */
async function askingOf(
  auth: Pick<Auth, 'authenticate'>,
  { headers }: FastifyRequest,
): Promise<Principal | null> {
  try {
    return await auth.authenticate({ cookie: headers.cookie });
  } catch (error) {
    if (error instanceof LetheError && error.code === 'UNAUTHENTICATED') return null;
    throw error;
  }
}

const SIGN_IN = `/sign-in?to=${encodeURIComponent(PATH)}`;
