import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import {
  INBOUND_EVENT_TYPES as NAMES,
  type InboundEventType as InboundEventName,
} from '../../src/domain/inboundEventTypes.js';

function parseName(value: unknown): InboundEventName {
  // Generated clients cannot write a name with a dot as an enum value: MESSAGE_RECEIVED is understood as well.
  const wanted = typeof value === 'string' ? value.toLowerCase().replace('_', '.') : null;
  const name = NAMES.find((known) => known === wanted);
  if (!name) throw new GraphQLError(`An InboundEventType is one of ${NAMES.join(', ')}.`);
  return name;
}

/** A scalar and no enum: enum values cannot have a dot, and the subscription speaks the webhook's own names. */
export const InboundEventType = new GraphQLScalarType<InboundEventName, string>({
  name: 'InboundEventType',
  description: `The webhook's own name of an event: ${NAMES.map((name) => `\`${name}\``).join(', ')}.`,
  serialize: (value) => value as string,
  parseValue: parseName,
  parseLiteral: (node) => parseName(node.kind === Kind.STRING || node.kind === Kind.ENUM ? node.value : null),
});
