import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { replaced } from './places.js';

/** One place of one root field's arguments where any value can be put. */
export interface GraphqlTarget {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** `createNumber.input.whatsapp.appSecret`. */
  readonly name: string;
  readonly query: string;
  variablesWith(value: unknown): unknown;
}

/** Ids that exist, by the argument's name: with them the rest of an input is looked at. */
export type KnownIds = Readonly<Record<string, string>>;

const SELECTED_LEVELS = 4;
const INPUT_LEVELS = 5;
/** These would take away what the others need. */
const DESTRUCTIVE = /^(remove|delete|revoke|erase|disconnect)/;

/** Every place of every argument of every root field, input objects' fields included. */
export function graphqlTargets(schema: GraphQLSchema, ids: KnownIds): readonly GraphqlTarget[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) => targetsOf(kind, field, ids)),
  );
}

function targetsOf(
  kind: GraphqlTarget['kind'],
  field: GraphQLField<unknown, unknown>,
  known: KnownIds,
): readonly GraphqlTarget[] {
  const ids = DESTRUCTIVE.test(field.name) ? {} : known;
  return field.args.flatMap((target) => {
    const args = field.args.filter((arg) => arg === target || isNonNullType(arg.type));
    const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
    const given = args.map(({ name }) => `${name}: $${name}`).join(', ');
    const query = `${kind} (${declared}) { ${field.name}(${given})${selectionOf(field.type, SELECTED_LEVELS)} }`;
    const base = Object.fromEntries(args.map(({ name, type }) => [name, baseOf(name, type, ids)]));
    return placesOf(target.name, target.type, INPUT_LEVELS).map((place) => ({
      kind,
      name: `${field.name}.${place.join('.')}`,
      query,
      variablesWith: (value: unknown) => replaced(base, place, value),
    }));
  });
}

/** All that is selectable without arguments, so many levels deep. */
function selectionOf(type: GraphQLOutputType, levels: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named) && !isInterfaceType(named)) return ' { __typename }';
  const fields = Object.values(named.getFields()).filter(
    ({ args, type: of }) =>
      args.every((arg) => !isNonNullType(arg.type)) && (levels > 1 || isLeafType(getNamedType(of))),
  );
  const selected = fields.map((field) => `${field.name}${selectionOf(field.type, levels - 1)}`);
  return ` { __typename ${selected.join(' ')} }`;
}

function placesOf(name: string, type: GraphQLInputType, levels: number): readonly (readonly string[])[] {
  const named = getNamedType(type);
  if (!isInputObjectType(named) || levels === 0) return [[name]];
  const list = isListType(getNullableType(type)) ? ['0'] : [];
  return [
    [name],
    ...Object.values(named.getFields()).flatMap((field) =>
      placesOf(field.name, field.type, levels - 1).map((place) => [name, ...list, ...place]),
    ),
  ];
}

/** A value that the type takes. */
function baseOf(name: string, type: GraphQLInputType, ids: KnownIds): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [baseOf(name, inner.ofType, ids)];
  const named = getNamedType(inner);
  if (isInputObjectType(named))
    return Object.fromEntries(
      Object.values(named.getFields())
        .filter((field) => isNonNullType(field.type) || field.name in ids)
        .map((field) => [field.name, baseOf(field.name, field.type, ids)]),
    );
  if (isEnumType(named)) return named.getValues()[0]?.name;
  const scalars: Readonly<Record<string, unknown>> = {
    ID: ids[name] ?? '018f3c5e-7a1b-7c3d-8e4f-0123456789ab',
    Int: 1,
    Float: 1,
    Boolean: true,
    DateTime: '2026-01-01T00:00:00.000Z',
    PhoneNumber: '+4930123456',
    JSON: {},
  };
  return scalars[named.name] ?? 'x';
}
