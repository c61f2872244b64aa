import { Kind, type FieldNode, type OperationDefinitionNode, type ValueNode } from 'graphql';

/** How many elements a list has: known from the text, or told by a variable with each request. */
export type Size = { readonly fixed: number } | { readonly variable: string; of(value: unknown): number };

/** The most that any page gives; who asks for more is refused by the field itself. */
const MAX_ELEMENTS = 100;

/**
 * The size that a field's arguments ask for, of those that are named; null: none of them is given.
 * A number is a page's size, a list (of ids) has as many elements as it names.
 */
export function sizeOf(
  field: FieldNode,
  operation: OperationDefinitionNode,
  names: readonly string[],
): Size | null {
  const given = field.arguments?.find(({ name }) => names.includes(name.value));
  if (!given) return null;
  const { value } = given;
  if (value.kind !== Kind.VARIABLE) return literal(value);
  const variable = value.name.value;
  const definition = operation.variableDefinitions?.find((one) => one.variable.name.value === variable);
  const otherwise = definition?.defaultValue ? (literal(definition.defaultValue)?.fixed ?? null) : null;
  return { variable, of: (sent) => told(sent) ?? otherwise ?? MAX_ELEMENTS / 2 };
}

function literal(value: ValueNode): { readonly fixed: number } | null {
  if (value.kind === Kind.INT) return { fixed: bounded(Number(value.value)) };
  return value.kind === Kind.LIST ? { fixed: bounded(value.values.length) } : null;
}

function told(value: unknown): number | null {
  if (typeof value === 'number') return bounded(value);
  return Array.isArray(value) ? bounded(value.length) : null;
}

function bounded(elements: number): number {
  return Math.min(MAX_ELEMENTS, Math.max(0, Math.ceil(elements))) || 0;
}
