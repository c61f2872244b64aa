import { describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  findFailedDownload,
  forgetFailedDownload,
  rememberFailedDownload,
} from '../../../src/database/downloadMemory.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const failure = { at: 1_000_000, reason: 'no route' };

describe('the memory of failed downloads', () => {
  test('keeps a failure for its time and no longer', async () => {
    await withTemporaryFolder(async (dir) => {
      const cache = path.join(dir, 'not', 'there', 'yet');
      await rememberFailedDownload(cache, 'mongod', failure);
      expect(await findFailedDownload(cache, 'mongod', WEEK_MS, failure.at + WEEK_MS - 1)).toEqual(failure);
      expect(await findFailedDownload(cache, 'mongod', WEEK_MS, failure.at + WEEK_MS)).toBeNull();
      expect(await findFailedDownload(cache, 'other', WEEK_MS, failure.at)).toBeNull();
    });
  });

  test('a success clears it', async () => {
    await withTemporaryFolder(async (cache) => {
      await rememberFailedDownload(cache, 'mongod', failure);
      await forgetFailedDownload(cache, 'mongod');
      expect(await findFailedDownload(cache, 'mongod', WEEK_MS, failure.at)).toBeNull();
    });
  });

  test('a note from the future or a damaged one blocks nothing', async () => {
    await withTemporaryFolder(async (cache) => {
      await rememberFailedDownload(cache, 'mongod', failure);
      expect(await findFailedDownload(cache, 'mongod', WEEK_MS, failure.at - 1)).toBeNull();
      await writeFile(path.join(cache, 'failed-mongod.json'), '{"at":');
      expect(await findFailedDownload(cache, 'mongod', WEEK_MS, failure.at)).toBeNull();
    });
  });

  test('a cache that cannot be written is no error', async () => {
    await withTemporaryFolder(async (dir) => {
      const file = path.join(dir, 'file');
      await writeFile(file, '');
      await expect(
        rememberFailedDownload(path.join(file, 'cache'), 'mongod', failure),
      ).resolves.toBeUndefined();
    });
  });
});
