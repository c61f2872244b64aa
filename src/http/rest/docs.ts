import type { FastifyInstance } from 'fastify';
import { DOCS_CSS, docsPage } from './docsPage.js';
import { openapi } from './openapi.js';

/** The contract for machines and for people; open to all, as it tells nothing that the source does not. */
export function registerDocs(app: FastifyInstance): void {
  const document = openapi();
  const json = JSON.stringify(document);
  const page = docsPage(document);
  app.get('/v1/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(json));
  app.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  app.get('/docs/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(DOCS_CSS));
}
