import { describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chooseWays } from '../../../src/database/chooseWays.js';
import { readEngineMemory, writeEngineMemory } from '../../../src/database/engineMemory.js';
import { DatabaseError, EngineMismatchError } from '../../../src/database/errors.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

const folder = '/data/database';

describe('chooseWays', () => {
  test('a new folder tries every way, a real mongod first', () => {
    const ways = chooseWays({ folder, pinned: undefined, remembered: undefined });
    expect(ways).toEqual(['local-mongod', 'downloaded-mongod', 'secantus']);
  });

  test.each([
    ['mongod', ['local-mongod', 'downloaded-mongod']],
    ['secantus', ['secantus']],
  ] as const)('%s stays with its own ways, pinned or remembered', (engine, ways) => {
    expect(chooseWays({ folder, pinned: engine, remembered: undefined })).toEqual(ways);
    expect(chooseWays({ folder, pinned: undefined, remembered: engine })).toEqual(ways);
    expect(chooseWays({ folder, pinned: engine, remembered: engine })).toEqual(ways);
  });

  test('a pin against what wrote the folder is refused, with both names', () => {
    const choose = () => chooseWays({ folder, pinned: 'mongod', remembered: 'secantus' });
    expect(choose).toThrow(EngineMismatchError);
    expect(choose).toThrow(/written by secantus.*EMBEDDED_DB asks for mongod/s);
  });
});

describe('the engine memory', () => {
  test('a new folder remembers nothing, a written one its engine', async () => {
    await withTemporaryFolder(async (dir) => {
      expect(await readEngineMemory(dir)).toBeNull();
      const memory = { engine: 'secantus', version: '1.2.3', port: 20_001 } as const;
      await writeEngineMemory(dir, memory);
      await writeEngineMemory(dir, { ...memory, port: 20_002 });
      expect(await readEngineMemory(dir)).toEqual({ ...memory, port: 20_002 });
    });
  });

  test.each(['', '{}', 'null', '{"engine":"other","version":"1","port":1}'])(
    'a damaged note (%j) is an error, not a new database',
    async (text) => {
      await withTemporaryFolder(async (dir) => {
        await writeFile(path.join(dir, 'engine.json'), text);
        await expect(readEngineMemory(dir)).rejects.toThrow(DatabaseError);
      });
    },
  );
});
