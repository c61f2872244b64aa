import { readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { builtSite } from './builtSite.js';

/** The browser's own addresses; each may have more behind it. What is not one of them is not found, as ever. */
const PAGES = [
  'chat',
  'logs',
  'calls',
  'numbers',
  'webhooks',
  'api-keys',
  'settings',
  'sweeps',
  'requests',
  'holds',
  'receipts',
  'audit',
] as const;
/** For those who are not signed in. */
const ENTRANCES = ['sign-in', 'forgot-password'] as const;

/** Files under /assets carry a hash of their content in their names. */
const FOR_EVER_SECONDS = 365 * 24 * 60 * 60;

/**
 * The dashboard, as it was built: one page at all its addresses, and its hashed files. It needs nothing that
 * `securityHeaders` does not allow.
 * @param folder where the build is; without it the dashboard is not served
 */
export function registerDashboard(app: FastifyInstance, folder = builtSite('dashboard')): void {
  if (folder === null) return;
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const addresses = [
    ...PAGES.flatMap((name) => [`/${name}`, `/${name}/*`]),
    ...ENTRANCES.map((one) => `/${one}`),
  ];
  for (const address of ['/', ...addresses]) {
    app.get(address, (_request, reply) =>
      // Always asked for anew: it names the files of the present build.
      reply.headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' }).send(page),
    );
  }
  void app.register(fastifyStatic, {
    root: path.join(folder, 'assets'),
    prefix: '/assets/',
    maxAge: FOR_EVER_SECONDS * 1_000,
    immutable: true,
    preCompressed: true,
    index: false,
    decorateReply: false,
  });
}
