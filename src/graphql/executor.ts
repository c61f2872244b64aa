import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { isJitSafe } from './jitSafety.js';
import { MAX_KEPT_CHARACTERS } from './limits/bounds.js';

/** Which operation of which text. */
export interface Asked {
  readonly source: string;
  readonly operationName: string | undefined;
}

export interface Request extends Asked {
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: unknown;
}

/** A request whose document is valid. */
export interface Operation extends Request {
  readonly document: DocumentNode;
}

export interface Executor {
  /** Executes a query or a mutation. */
  execute(operation: Operation): Promise<ExecutionResult>;
  /** Whether an operation is compiled: it was executed before, so its text is valid. */
  isKnown(asked: Asked): boolean;
  /** The answer to a compiled operation; null when it has errors: `execute` tells them properly. */
  executeKnown(request: Request): Promise<ExecutionResult | null>;
}

const MAX_OPERATIONS = 500;
/** What is known of an operation: met once, to be interpreted for ever, or compiled. */
type Known = 'MET' | 'INTERPRETED' | CompiledQuery['query'];

/**
 * Executes by graphql-jit what it executes as graphql-js would, everything else by graphql-js. Which, is decided
 * once an operation, when it comes for the second time: what is asked but once is not worth compiling, and
 * compiling is work that strangers could make us do.
 */
export function createExecutor(schema: GraphQLSchema): Executor {
  const operations = new LRUCache<string, Known>({ max: MAX_OPERATIONS });

  const prepare = ({ document, operationName }: Operation): Known => {
    if (!isJitSafe(schema, document, operationName)) return 'INTERPRETED';
    const compiled = compileQuery(schema, document, operationName, {
      // Enums and built-in scalars are given as they are: resolvers are typed, and enums' names are their values.
      disableLeafSerialization: true,
      disablingCapturingStackErrors: true,
    });
    return isCompiledQuery(compiled) ? compiled.query : 'INTERPRETED';
  };

  const run = async (query: CompiledQuery['query'], request: Request): Promise<ExecutionResult | null> => {
    const result = await query(undefined, request.context, request.variables);
    return result.errors ? null : result;
  };

  return {
    execute: async (operation) => {
      const name = nameOf(operation);
      const known = operations.get(name);
      const way = known === undefined ? 'MET' : known === 'MET' ? prepare(operation) : known;
      if (way !== known && name.length <= MAX_KEPT_CHARACTERS) operations.set(name, way);
      const result = typeof way === 'function' ? await run(way, operation) : null;
      // The compiler's errors lack nodes, extensions and sometimes the place: a query may be asked again.
      return result ?? interpret(schema, operation);
    },
    isKnown: (asked) => typeof operations.get(nameOf(asked)) === 'function',
    executeKnown: async (request) => {
      const known = operations.get(nameOf(request));
      return typeof known === 'function' ? run(known, request) : null;
    },
  };
}

function nameOf({ source, operationName }: Asked): string {
  return operationName === undefined ? source : `${operationName}\n${source}`;
}

async function interpret(schema: GraphQLSchema, operation: Operation): Promise<ExecutionResult> {
  const { document, operationName, variables: variableValues, context: contextValue } = operation;
  return execute({ schema, document, operationName, variableValues, contextValue });
}

type Gateway = NonNullable<ApolloServerOptionsWithGateway<Record<string, unknown>>['gateway']>;

/** Apollo's door for another executor than its own. */
export function createGateway(schema: GraphQLSchema, executor: Executor): Gateway {
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: ({ document, source, request: { operationName, variables }, context }) =>
          executor.execute({ document, source, operationName, variables, context }),
      }),
    stop: () => Promise.resolve(),
  };
}
