import { Kind, type FragmentDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';

/** What an operation looks like with all its fragments spread. Counts can be beyond every number: `Infinity`. */
export interface Shape {
  /** Levels of fields. */
  readonly depth: number;
  /** Levels of fields from `__schema` or `__type` on; 0: it does not introspect. */
  readonly introspectionDepth: number;
  /** Fields, and spread fragments. */
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
  /** The most directives at one place. */
  readonly directivesAtOnce: number;
}

const NOTHING: Shape = {
  depth: 0,
  introspectionDepth: 0,
  selections: 0,
  aliases: 0,
  directives: 0,
  directivesAtOnce: 0,
};
const INTROSPECTION = new Set(['__schema', '__type']);

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Measures selections in time that follows the text's length: a fragment is measured once, however often it is
 * spread. A fragment that spreads itself counts as nothing there; validation refuses it.
 */
export function createShapeOf(fragments: Fragments): (set: SelectionSetNode) => Shape {
  const known = new Map<string, Shape>();

  const ofFragment = (name: string): Shape => {
    const found = known.get(name);
    if (found) return found;
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const shape = fragment ? withDirectives(ofSet(fragment.selectionSet), fragment) : NOTHING;
    known.set(name, shape);
    return shape;
  };

  const ofSelection = (node: SelectionNode): Shape => {
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const spread = ofFragment(node.name.value);
      // Counted itself: fragments that spread each other in a circle hold no field, and yet are work.
      return withDirectives({ ...spread, selections: spread.selections + 1 }, node);
    }
    const below = node.selectionSet ? ofSet(node.selectionSet) : NOTHING;
    if (node.kind === Kind.INLINE_FRAGMENT) return withDirectives(below, node);
    const introspects = INTROSPECTION.has(node.name.value);
    return withDirectives(
      {
        ...below,
        depth: introspects ? 1 : below.depth + 1,
        introspectionDepth: introspects ? below.depth + 1 : below.introspectionDepth,
        selections: below.selections + 1,
        aliases: below.aliases + (node.alias ? 1 : 0),
      },
      node,
    );
  };

  const ofSet = (set: SelectionSetNode): Shape =>
    set.selections.map(ofSelection).reduce(
      (sum, one) => ({
        depth: Math.max(sum.depth, one.depth),
        introspectionDepth: Math.max(sum.introspectionDepth, one.introspectionDepth),
        selections: sum.selections + one.selections,
        aliases: sum.aliases + one.aliases,
        directives: sum.directives + one.directives,
        directivesAtOnce: Math.max(sum.directivesAtOnce, one.directivesAtOnce),
      }),
      NOTHING,
    );

  return ofSet;
}

/** Counts the directives of a node itself. */
export function withDirectives(
  shape: Shape,
  { directives = [] }: { readonly directives?: readonly unknown[] | undefined },
): Shape {
  return {
    ...shape,
    directives: shape.directives + directives.length,
    directivesAtOnce: Math.max(shape.directivesAtOnce, directives.length),
  };
}
