const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const GLOBAL_ID = /^\w+:([0-9a-f-]{36})$/i;

/**
 * The id that an argument means. Ours are plain UUIDs (docs/decisions/0004-plain-ids.md); a client that keeps ids
 * in Relay's global form, base64 of `Type:uuid`, may send those. Anything else is an id of nothing.
 */
export function toId(argument: string): string {
  if (UUID.test(argument)) return argument.toLowerCase();
  const [, id] = GLOBAL_ID.exec(Buffer.from(argument, 'base64url').toString('utf8')) ?? [];
  return id?.toLowerCase() ?? argument;
}

export function toIds(argument: readonly string[]): readonly string[] {
  return argument.map(toId);
}

/** The same for an argument that may be left out. */
export function toIdOrNull(argument: string | null | undefined): string | null {
  return argument === null || argument === undefined ? null : toId(argument);
}
