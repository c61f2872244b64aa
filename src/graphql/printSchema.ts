import { lexicographicSortSchema, printSchema } from 'graphql';
import { graphqlSchema } from './schema.js';

/** What schema/schema.graphql holds: sorted, so that a difference is a change. */
export function printGraphqlSchema(): string {
  const header = '# Written by `npx lethe schema --write`; do not edit.\n\n';
  return `${header}${printSchema(lexicographicSortSchema(graphqlSchema()))}\n`;
}
