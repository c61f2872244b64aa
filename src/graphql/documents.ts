import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { MAX_COST, MAX_DOCUMENTS, MAX_KEPT_CHARACTERS, MAX_TOKENS } from './limits/bounds.js';
import { evaluate } from './limits/cost.js';
import { inspect, type Inspected } from './limits/inspect.js';
import { tooComplex } from './limits/tooComplex.js';

/** A text that was parsed and is within bounds; it may still ask for what the schema does not have. */
export interface KnownDocument extends Inspected {
  readonly document: DocumentNode;
}

export interface Documents {
  /**
   * Parses a text and measures it, once for as long as it is kept.
   * @throws GraphQLError `GRAPHQL_PARSE_FAILED`; LetheError `QUERY_TOO_COMPLEX`
   */
  read(query: string): KnownDocument;
  /** Validates, once for as long as it is kept, as Apollo does over HTTP; none: it is valid. */
  mistakesOf(known: KnownDocument): readonly GraphQLError[];
}

export function createDocuments(schema: GraphQLSchema): Documents {
  const kept = new LRUCache<string, KnownDocument>({ max: MAX_DOCUMENTS });
  const valid = new WeakSet<KnownDocument>();
  return {
    read: (query) => {
      const found = kept.get(query);
      if (found) return found;
      const document = parsed(query);
      const known = { document, ...inspect(schema, document) };
      if (query.length <= MAX_KEPT_CHARACTERS) kept.set(query, known);
      return known;
    },
    mistakesOf: (known) => {
      if (valid.has(known)) return [];
      const mistakes = validate(schema, known.document);
      if (mistakes.length === 0) valid.add(known);
      return mistakes.map((mistake) => coded(mistake, 'GRAPHQL_VALIDATION_FAILED'));
    },
  };
}

/**
 * What an operation may cost is known with its variables. One that the document does not have costs nothing:
 * it is not executed.
 * @throws QUERY_TOO_COMPLEX
 */
export function assertCost(
  { costs }: Inspected,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): void {
  const cost = operationName ? costs.get(operationName) : costs.size === 1 ? [...costs.values()][0] : null;
  const total = cost ? evaluate(cost, variables ?? {}) : 0;
  if (total > MAX_COST) throw tooComplex('COST', total, MAX_COST);
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxLexicalTokens: MAX_TOKENS });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // The parser has no other way to say so.
    if (error.message.includes(`more that ${String(MAX_TOKENS)} tokens`))
      throw tooComplex('TOKENS', MAX_TOKENS + 1, MAX_TOKENS);
    throw coded(error, 'GRAPHQL_PARSE_FAILED');
  }
}

function coded({ message, source, positions, nodes }: GraphQLError, code: string): GraphQLError {
  const place = { source: source ?? null, positions: positions ?? null, nodes: nodes ?? null };
  return new GraphQLError(message, { ...place, extensions: { code } });
}
