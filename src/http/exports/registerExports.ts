import type { FastifyInstance } from 'fastify';
import type { Exports } from '../../exporting/exports.js';
import { nothingHere } from '../errorAnswer.js';

/** Exports by their signed links, made as they are downloaded. */
export function registerExports(app: FastifyInstance, { exports }: { readonly exports: Exports }): void {
  app.get<{ Params: { '*': string } }>('/exports/*', async (request, reply) => {
    const link = await exports.readLink(request.params['*']);
    const download = link && (await exports.download(link.account, link.id));
    if (!link || !download) throw nothingHere();
    return reply
      .headers({
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="lethe-export-${link.id}.zip"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      })
      .send(download.archive);
  });
}
