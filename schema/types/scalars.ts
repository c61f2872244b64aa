import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/** ISO 8601 with an offset, or a day alone (midnight UTC): nothing whose instant would depend on a server's clock. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;

function parseInstant(value: unknown): Date {
  const at = typeof value === 'string' && ISO_8601.test(value) ? new Date(value) : null;
  // The message does not repeat the value: messages may end up in logs.
  if (!at || Number.isNaN(at.getTime()))
    throw new GraphQLError('A DateTime is ISO 8601 with an offset: 2026-01-31T12:00:00.000Z.');
  return at;
}

/** Only ever given a Date: a page of messages has hundreds, so nothing else is looked at. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description:
    'An instant: ISO 8601 in UTC with milliseconds. As an argument also with another offset, or a day alone.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : null),
});

export const JsonScalar = new GraphQLScalarType<unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

/** Checked where it is taken in; what is stored is strict E.164 already. */
export const PhoneNumber = new GraphQLScalarType<string, string>({
  name: 'PhoneNumber',
  description: 'A telephone number in E.164 form: "+", country code and number, digits only.',
  specifiedByURL: 'https://www.itu.int/rec/T-REC-E.164',
  serialize: (value) => value as string,
});
