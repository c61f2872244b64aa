import { GraphQLError, NoSchemaIntrospectionCustomRule, parse, specifiedRules, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { MAX_DOCUMENTS, MAX_KEPT_CHARACTERS, PARSE_OPTIONS } from './limits.js';

/** A document, or why it is none. */
export type Prepared = DocumentNode | readonly GraphQLError[];

/** Parses and validates what comes over WebSockets as Apollo does over HTTP, and keeps what is valid. */
export function createDocuments(schema: GraphQLSchema, introspection: boolean): (query: string) => Prepared {
  const known = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  return (query) => {
    const found = known.get(query);
    if (found) return found;
    const document = parsed(query);
    if ('message' in document) return [document];
    const errors = validate(schema, document, rules);
    if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    if (query.length <= MAX_KEPT_CHARACTERS) known.set(query, document);
    return document;
  };
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, PARSE_OPTIONS);
  } catch (error) {
    const syntax = error instanceof GraphQLError ? error : new GraphQLError('The query cannot be read.');
    return coded(syntax, 'GRAPHQL_PARSE_FAILED');
  }
}

function coded({ message, source, positions, nodes }: GraphQLError, code: string): GraphQLError {
  const place = { source: source ?? null, positions: positions ?? null, nodes: nodes ?? null };
  return new GraphQLError(message, { ...place, extensions: { code } });
}
