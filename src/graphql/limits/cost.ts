import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { sizeOf, type Size } from './pageSize.js';
import type { Fragments } from './shape.js';

/** What an operation costs: so much in any case, and so much for each element of pages whose size is a variable. */
export interface Cost {
  readonly fixed: number;
  readonly pages: readonly { readonly size: Size; readonly each: Cost }[];
}

/** A selection's cost; what hangs below `edges` is paid for each element of the page around it. */
interface Selected {
  readonly own: Cost;
  readonly edges: Cost;
}

const FREE: Cost = { fixed: 0, pages: [] };
/** Elements that a list without paging is taken for. */
const LIST_ELEMENTS = 10;
const DEFAULT_PAGE = 50;
/** A change is stored, told to others and audited. */
const MUTATION = 10;
/** Of a field that gives an object; others cost nothing, for they are there with it. */
const OBJECT = 1;

/**
 * The cost of an operation (docs/limits.md): one for each object that may come, elements of pages by their `first`
 * or `last`. A field says otherwise by `complexity`. Introspection is free here: it is bounded by its shape.
 * Time follows the fields that are selected, fragments spread: their count is to be bounded before.
 */
export function costOf(
  schema: GraphQLSchema,
  fragments: Fragments,
  operation: OperationDefinitionNode,
): Cost {
  const root = schema.getRootType(operation.operation);
  const isMutation = operation.operation === OperationTypeNode.MUTATION;

  const ofSet = (set: SelectionSetNode, parent: GraphQLNamedType | undefined, above: string[]): Selected =>
    set.selections
      .map((node) => ofSelection(node, parent, above))
      .reduce((sum, one) => ({ own: add(sum.own, one.own), edges: add(sum.edges, one.edges) }), {
        own: FREE,
        edges: FREE,
      });

  const ofSelection = (
    node: SelectionNode,
    parent: GraphQLNamedType | undefined,
    above: string[],
  ): Selected => {
    if (node.kind === Kind.FIELD) return ofField(node, parent, above);
    if (node.kind === Kind.INLINE_FRAGMENT)
      return ofSet(
        node.selectionSet,
        node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent,
        above,
      );
    const name = node.name.value;
    const fragment = fragments.get(name);
    // One that spreads itself is refused by validation; here it must only end.
    if (!fragment || above.includes(name)) return { own: FREE, edges: FREE };
    return ofSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), [...above, name]);
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType | undefined, above: string[]): Selected => {
    const field =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!field) return { own: FREE, edges: FREE };
    const type = getNamedType(field.type);
    const below = node.selectionSet ? ofSet(node.selectionSet, type, above) : { own: FREE, edges: FREE };
    const weight = { fixed: weightOf(field, isMutation && parent === root), pages: [] };
    const once = add(weight, below.own);
    if (isListType(getNullableType(field.type))) {
      if (node.name.value === 'edges') return { own: FREE, edges: once };
      return { own: times(sizeOf(node, operation, ['ids']) ?? { fixed: LIST_ELEMENTS }, once), edges: FREE };
    }
    const size = sizeOf(node, operation, pageArguments(field)) ?? { fixed: DEFAULT_PAGE };
    return { own: add(once, times(size, below.edges)), edges: FREE };
  };

  return root ? ofSet(operation.selectionSet, root, []).own : FREE;
}

/** What a cost comes to with these variables. */
export function evaluate({ fixed, pages }: Cost, variables: Readonly<Record<string, unknown>>): number {
  return pages.reduce(
    (sum, { size, each }) => sum + elements(size, variables) * evaluate(each, variables),
    fixed,
  );
}

function elements(size: Size, variables: Readonly<Record<string, unknown>>): number {
  return 'fixed' in size ? size.fixed : size.of(variables[size.variable]);
}

function weightOf({ type, extensions }: GraphQLField<unknown, unknown>, isMutation: boolean): number {
  if (typeof extensions['complexity'] === 'number') return extensions['complexity'];
  if (isMutation) return MUTATION;
  return isCompositeType(getNamedType(type)) ? OBJECT : 0;
}

function pageArguments({ args }: GraphQLField<unknown, unknown>): readonly string[] {
  return args.map(({ name }) => name).filter((name) => name === 'first' || name === 'last');
}

function add(one: Cost, other: Cost): Cost {
  return { fixed: one.fixed + other.fixed, pages: [...one.pages, ...other.pages] };
}

function times(size: Size, each: Cost): Cost {
  if (each.fixed === 0 && each.pages.length === 0) return FREE;
  if (!('fixed' in size)) return { fixed: 0, pages: [{ size, each }] };
  return {
    fixed: each.fixed * size.fixed,
    pages: each.pages.map((page) => ({ ...page, each: times(size, page.each) })),
  };
}
