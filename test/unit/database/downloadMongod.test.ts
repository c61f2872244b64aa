import { afterEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { downloadMongod } from '../../../src/database/downloadMongod.js';
import { findLocalMongod } from '../../../src/database/findMongod.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A stand-in for the download host; gives the settings that make the library ask it. */
async function mirror(answer: http.RequestListener, folder: string): Promise<Record<string, string>> {
  const server = http.createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = { MONGOMS_DOWNLOAD_MIRROR: `http://127.0.0.1:${port}`, MONGOMS_USE_HTTP: 'true' };
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    MONGOMS_DOWNLOAD_DIR: path.join(folder, 'bin'),
    ...settings,
  };
}

/** An archive like the real one, with a mongod that only knows its version. */
function archive(folder: string): Buffer {
  mkdirSync(path.join(folder, 'mongodb/bin'), { recursive: true });
  const mongod = path.join(folder, 'mongodb/bin/mongod');
  writeFileSync(mongod, '#!/bin/sh\necho "db version v8.2.6"\n');
  chmodSync(mongod, 0o755);
  execFileSync('tar', ['-czf', path.join(folder, 'a.tgz'), '-C', folder, 'mongodb/bin/mongod']);
  return readFileSync(path.join(folder, 'a.tgz'));
}

test('a host that does not answer is given up soon', async () => {
  await withTemporaryFolder(async (folder) => {
    const environment = await mirror(() => undefined, folder);
    const download = downloadMongod(environment, { firstMs: 1_000, stallMs: 1_000 });
    await expect(download).rejects.toThrow(/does not answer/);
  });
});

test('a host that refuses is given up at once, with its reason', async () => {
  await withTemporaryFolder(async (folder) => {
    const environment = await mirror((_request, response) => response.writeHead(403).end(), folder);
    await expect(downloadMongod(environment)).rejects.toThrow(/403/);
  });
});

test('what was downloaded is found again', async () => {
  await withTemporaryFolder(async (folder) => {
    const body = archive(folder);
    const environment = await mirror((request, response) => {
      const md5 = createHash('md5').update(body).digest('hex');
      const answer = request.url?.endsWith('.md5') ? Buffer.from(`${md5}  a.tgz`) : body;
      response.writeHead(200, { 'content-length': answer.length }).end(answer);
    }, folder);
    const file = await downloadMongod(environment);
    const { program } = await findLocalMongod({ ...environment, PATH: '/bin' });
    expect(program).toMatchObject({ command: file, version: '8.2.6' });
  });
});
