import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { printGraphqlSchema } from '../../../src/graphql/printSchema.js';

it('schema/schema.graphql is what the code says', () => {
  expect(readFileSync('schema/schema.graphql', 'utf8')).toBe(printGraphqlSchema());
});
