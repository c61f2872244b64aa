import { expect, test } from '@jest/globals';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connectMongo } from '../../../src/database/connect.js';
import { NoDatabaseError } from '../../../src/database/errors.js';
import { startDatabase } from '../../../src/database/findDatabase.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

test('where there is nothing, one error names the four ways and what was tried', async () => {
  await withTemporaryFolder(async (dataDir) => {
    const nowhere = { PATH: '', HOME: dataDir, XDG_CACHE_HOME: dataDir, LOCALAPPDATA: dataDir };
    const environment = { ...nowhere, MONGOMS_RUNTIME_DOWNLOAD: 'false', MONGOMS_DOWNLOAD_DIR: dataDir };
    const error: unknown = await startDatabase({ dataDir, environment }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoDatabaseError);
    const { message } = error as Error;
    for (const way of ['MONGODB_URI', 'MONGOMS_SYSTEM_BINARY', 'mongodb-memory-server', 'SecantusDB']) {
      expect(message).toContain(way);
    }
    const again = await startDatabase({ dataDir, environment }).catch((thrown: unknown) => String(thrown));
    expect(again).toMatch(
      /mongod by download: not tried again before .*\n.*SecantusDB by pip: not tried again/,
    );
  });
});

test('a mongod that does not come up is passed over for the next way, while the folder is new', async () => {
  await withTemporaryFolder(async (dataDir) => {
    const mongod = path.join(dataDir, 'fake-mongod');
    await writeFile(mongod, '#!/bin/sh\n[ "$1" = --version ] && echo "db version v8.0.0" && exit\nexit 14\n');
    await chmod(mongod, 0o755);
    const environment = { ...process.env, MONGOMS_SYSTEM_BINARY: mongod };
    const told: string[] = [];
    const log = (message: string, detail = {}) => void told.push(`${message} ${JSON.stringify(detail)}`);
    const database = await startDatabase({ dataDir, environment, log });
    expect(told.join('\n')).toMatch(/did not start.*exit code 14/);
    await (await connectMongo(database.uri)).close();
    await database.stop();
  });
});
