import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import { graphqlSchema } from '../../../src/graphql/schema.js';

const FOLDER = 'playground/examples';
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.graphql'),
);

describe('the examples of the playground', () => {
  it.each(files)('%s is told in its first line, and valid', (file) => {
    const query = readFileSync(path.join(FOLDER, file), 'utf8');
    expect(query).toMatch(/^# \S/);
    expect(validate(graphqlSchema(), parse(query))).toEqual([]);
  });
});
