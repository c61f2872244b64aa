import { describe, expect, it } from '@jest/globals';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { driftOf } from '../../../src/cli/schema.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

describe('drift of the contracts', () => {
  it('is a file that is missing or differs in a single letter', () =>
    withTemporaryFolder(async (root) => {
      await mkdir(path.join(root, 'schema'));
      await writeFile(path.join(root, 'schema/same.yml'), 'a: 1\n');
      await writeFile(path.join(root, 'schema/other.yml'), 'a: 1');
      const contracts = ['same', 'other', 'missing'].map((name) => ({
        file: `schema/${name}.yml`,
        text: 'a: 1\n',
      }));
      expect(await driftOf(root, contracts)).toEqual(['schema/other.yml', 'schema/missing.yml']);
    }));
});
