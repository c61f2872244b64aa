import { execute, getOperationAST, subscribe, type ExecutionArgs } from 'graphql';
import { nameToTell, type Attributes, type Tracer } from '../lib/tracer.js';
import type { Documents } from './documents.js';
import type { Asked, Executor } from './executor.js';

/** An executor whose operations are spans: the operation's name, never its variables. */
export function traceOperations(executor: Executor, documents: Documents, tracer: Tracer): Executor {
  /** The text was read before, by the gate. */
  const tellOf = ({ source, operationName }: Asked): Attributes<'graphql'> =>
    operationOf({ document: documents.read(source).document, operationName });
  return {
    ...executor,
    execute: (operation) => tracer.run('graphql', tellOf(operation), () => executor.execute(operation)),
    executeKnown: (request) => tracer.run('graphql', tellOf(request), () => executor.executeKnown(request)),
  };
}

/** The same for what comes over WebSockets; of a subscription, that it begins. */
export function createSocketExecution(tracer: Tracer): {
  readonly execute: (args: ExecutionArgs) => ReturnType<typeof execute>;
  readonly subscribe: (args: ExecutionArgs) => ReturnType<typeof subscribe>;
} {
  const isRoot = { isRoot: true };
  return {
    execute: (args) => tracer.run('graphql', operationOf(args), async () => execute(args), isRoot),
    subscribe: (args) => tracer.run('graphql', operationOf(args), async () => subscribe(args), isRoot),
  };
}

function operationOf({
  document,
  operationName,
}: Pick<ExecutionArgs, 'document' | 'operationName'>): Attributes<'graphql'> {
  const operation = getOperationAST(document, operationName);
  return {
    'graphql.operation.type': operation?.operation ?? 'unknown',
    'graphql.operation.name': nameToTell(operation?.name?.value),
  };
}
