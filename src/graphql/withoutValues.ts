import { GraphQLError, Kind, TokenKind, type ASTNode } from 'graphql';

/**
 * What graphql-js says of a value that is not of its type, up to where it quotes the value. Only the schema's own names are
 * kept; a field's name that is none of GraphQL's may be anything, a value included.
 */
const TOLD: readonly RegExp[] = [
  /^(?:Int|Float|String|Boolean|ID) cannot represent (?:an? )?(?:non[ -][\w -]+ )?value(?=:)/,
  /^Enum "\w+" cannot represent non-\w+ value(?=:)/,
  /^Expected non-nullable type "[\w![\]]+" not to be null/,
  /^Expected value of type "[\w![\]]+"/,
  /^Expected type "\w+"(?: to be an object)?/,
  /^Field "[A-Za-z_][\w.]*" of required type "[\w![\]]+" was not provided/,
  /^Field "[A-Za-z_]\w*" is not defined by type "\w+"/,
];
const NOT_IN_ENUM = /^Value ".*" (does not exist in "\w+" enum)/s;
/** What our own scalars say: what they expect, without a look at what came. */
const OURS = /^An? (?:DateTime|InboundEventType) is [^"]*$/;
const UNTOLD = 'it is not of the type that the schema has for it';

/** Where graphql-js found it; the text of a value in front of it ends with a bracket, a letter or an escaped quote. */
const PATH = / at "([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])+)"$/;
const OF_VARIABLE = /^Variable "\$(\w+)" got invalid value /;

/** A word of a query in a message of the parser, which may be a value without its quotes. */
const QUOTED_TOKEN = /(Name|Int|Float|String|BlockString|Comment|sequence:) ".*"/s;
const OF_PARSER = 'Syntax Error: ';
const UNKNOWN_OPERATION = /^Unknown operation named ".*"\.$/s;

const VALUES: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);

/**
 * What a mistake in a request is, without what was sent: graphql-js quotes values of variables and of the text, and a
 * client's value may be a telephone number or a message, which is never in an error. Names of variables, of fields and of
 * types stay, and so does what was expected.
 */
export function withoutValues(error: GraphQLError): string {
  const { message, nodes, originalError } = error;
  if (message.startsWith(OF_PARSER))
    return message.replace(QUOTED_TOKEN, '$1').replace('sequence:', 'sequence');
  if (UNKNOWN_OPERATION.test(message)) return 'Unknown operation: the text has none of this name.';
  const variable = OF_VARIABLE.exec(message)?.[1];
  if (variable !== undefined) {
    const reason = originalError instanceof GraphQLError ? originalError.message : '';
    const path = PATH.exec(message.slice(0, -`; ${reason}`.length))?.[1];
    const place = path === undefined ? '' : ` at "${path}"`;
    return `Variable "$${variable}" got an invalid value${place}: ${toldOf(reason)}.`;
  }
  const [node] = nodes ?? [];
  if (!node || !VALUES.has(node.kind)) return message;
  const name = nameBefore(node);
  return `Invalid value${name === null ? '' : ` of "${name}"`}: ${toldOf(message)}.`;
}

function toldOf(reason: string): string {
  if (OURS.test(reason)) return reason.replace(/\.$/, '');
  for (const told of TOLD) {
    const found = told.exec(reason);
    if (found) return found[0];
  }
  const missing = NOT_IN_ENUM.exec(reason)?.[1];
  return missing === undefined ? UNTOLD : `it ${missing}`;
}

/** The argument or field that a value is written behind; null: it is in a list, or a field itself. */
function nameBefore({ loc }: ASTNode): string | null {
  const colon = loc?.startToken.prev;
  return colon?.kind === TokenKind.COLON ? (colon.prev?.value ?? null) : null;
}
