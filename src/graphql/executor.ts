import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { isJitSafe } from './jitSafety.js';

export interface Operation {
  readonly document: DocumentNode;
  /** The same for the same document. */
  readonly documentHash: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: unknown;
}

/** Executes queries and mutations whose documents are valid. */
export type Execute = (operation: Operation) => Promise<ExecutionResult>;

const MAX_OPERATIONS = 500;
/** What is known of an operation: once met, to be interpreted for ever, or compiled. */
type Known = 'MET' | 'INTERPRETED' | CompiledQuery['query'];

/**
 * Executes by graphql-jit what it executes as graphql-js would, everything else by graphql-js. Which, is decided
 * once an operation, when it comes for the second time: what is asked but once is not worth compiling, and
 * compiling is work that strangers could make us do.
 */
export function createExecutor(schema: GraphQLSchema): Execute {
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

  return async (operation) => {
    const name = `${operation.documentHash}/${operation.operationName ?? ''}`;
    const known = operations.get(name);
    if (known === undefined) operations.set(name, 'MET');
    const way = known === 'MET' ? prepare(operation) : known;
    if (way !== known && way !== undefined) operations.set(name, way);
    if (typeof way !== 'function') return interpret(schema, operation);
    const result = await way(undefined, operation.context, operation.variables);
    // Its errors lack nodes, extensions and sometimes the place: a query may be asked again, to tell it properly.
    return result.errors ? interpret(schema, operation) : result;
  };
}

async function interpret(schema: GraphQLSchema, operation: Operation): Promise<ExecutionResult> {
  const { document, operationName, variables: variableValues, context: contextValue } = operation;
  return execute({ schema, document, operationName, variableValues, contextValue });
}

type Gateway = NonNullable<ApolloServerOptionsWithGateway<Record<string, unknown>>['gateway']>;

/** Apollo's door for another executor than its own. */
export function createGateway(schema: GraphQLSchema, run: Execute): Gateway {
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: ({ document, queryHash, request, context }) =>
          run({
            document,
            documentHash: queryHash,
            operationName: request.operationName,
            variables: request.variables,
            context,
          }),
      }),
    stop: () => Promise.resolve(),
  };
}
