import {
  getNamedType,
  getOperationAST,
  isAbstractType,
  isInputObjectType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  BREAK,
  type DocumentNode,
  type GraphQLSchema,
  type TypeNode,
} from 'graphql';

const KNOWN_DIRECTIVES = new Set(['skip', 'include']);

/**
 * Whether graphql-jit gives the answer that graphql-js would. It is for queries alone: an answer with errors is
 * made again by graphql-js, and a mutation must not run twice. It cannot wait for `resolveType`, knows two
 * directives only, and loops for ever over recursive input types; introspection gains nothing.
 */
export function isJitSafe(schema: GraphQLSchema, document: DocumentNode, operationName?: string): boolean {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return false;
  let isSafe = true;
  const refuse = (): typeof BREAK => {
    isSafe = false;
    return BREAK;
  };
  const types = new TypeInfo(schema);
  const mayBeNull = new Set(
    operation.variableDefinitions?.flatMap(({ variable, type }) =>
      type.kind === Kind.NON_NULL_TYPE ? [] : variable.name.value,
    ),
  );
  visit(
    document,
    visitWithTypeInfo(types, {
      Directive: ({ name }) => (KNOWN_DIRECTIVES.has(name.value) ? undefined : refuse()),
      VariableDefinition: ({ type }) => (isRecursive(schema, type) ? refuse() : undefined),
      // Allowed where there is a default; a null that is sent all the same is an error that the compiler misses.
      Variable: ({ name }) =>
        isNonNullType(types.getInputType()) && mayBeNull.has(name.value) ? refuse() : undefined,
      Field: ({ name }) => {
        const isIntrospection = name.value.startsWith('__') && name.value !== '__typename';
        const type = types.getType();
        return isIntrospection || (type && isAbstractType(getNamedType(type))) ? refuse() : undefined;
      },
      FragmentDefinition: () => (isAbstractType(types.getType()) ? refuse() : undefined),
      InlineFragment: () => (isAbstractType(getNamedType(types.getType())) ? refuse() : undefined),
    }),
  );
  return isSafe;
}

function isRecursive(schema: GraphQLSchema, node: TypeNode): boolean {
  if (node.kind !== Kind.NAMED_TYPE) return isRecursive(schema, node.type);
  return reachesItself(schema, node.name.value, []);
}

function reachesItself(schema: GraphQLSchema, name: string, above: readonly string[]): boolean {
  if (above.includes(name)) return true;
  const type = schema.getType(name);
  if (!isInputObjectType(type)) return false;
  return Object.values(type.getFields()).some((field) =>
    reachesItself(schema, getNamedType(field.type).name, [...above, name]),
  );
}
