import {
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { MAX_SHAPE } from './bounds.js';
import { costOf, type Cost } from './cost.js';
import { tooComplex } from './tooComplex.js';
import { createShapeOf, withDirectives, type Fragments, type Shape } from './shape.js';

/** What must be known of a document before it is worth validating. */
export interface Inspected {
  readonly introspects: boolean;
  /** By the operation's name; `''`: it has none. */
  readonly costs: ReadonlyMap<string, Cost>;
}

/**
 * Measures every operation of a document, in time that follows its length.
 * @throws QUERY_TOO_COMPLEX when one is out of shape; what it costs is told by its variables (`checkCost`)
 */
export function inspect(schema: GraphQLSchema, document: DocumentNode): Inspected {
  const operations = document.definitions.filter(isOperation);
  const fragments: Fragments = new Map(
    document.definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]),
  );
  const shapeOf = createShapeOf(fragments);
  const shapes = operations.map((operation) => {
    const shape = withDirectives(shapeOf(operation.selectionSet), operation);
    assertShape(shape, operation);
    return shape;
  });
  // Also what is spread nowhere: validation would go through it all the same.
  for (const { typeCondition, selectionSet } of fragments.values()) {
    const { depth, ...shape } = shapeOf(selectionSet);
    const isOfIntrospection = typeCondition.name.value.startsWith('__');
    assertShape(isOfIntrospection ? { ...shape, depth: 0, introspectionDepth: depth } : { ...shape, depth });
  }
  return {
    introspects: shapes.some(({ introspectionDepth }) => introspectionDepth > 0),
    costs: new Map(
      operations.map((operation) => [operation.name?.value ?? '', costOf(schema, fragments, operation)]),
    ),
  };
}

function assertShape(shape: Shape, operation?: OperationDefinitionNode): void {
  const measured: Readonly<Record<keyof typeof MAX_SHAPE, number>> = {
    DEPTH: shape.depth,
    INTROSPECTION_DEPTH: shape.introspectionDepth,
    SELECTIONS: shape.selections,
    ROOT_FIELDS: operation?.selectionSet.selections.length ?? 0,
    ALIASES: shape.aliases,
    DIRECTIVES: shape.directives,
    DIRECTIVES_AT_ONCE: shape.directivesAtOnce,
  };
  for (const [measure, limit] of Object.entries(MAX_SHAPE) as [keyof typeof MAX_SHAPE, number][])
    if (measured[measure] > limit) throw tooComplex(measure, measured[measure], limit);
}

function isOperation(node: DefinitionNode): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function isFragment(node: DefinitionNode): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}
