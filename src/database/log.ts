/** How this module tells what it does; details never hold credentials. */
export type Log = (message: string, detail?: Record<string, unknown>) => void;

/** For callers that want to hear nothing. */
export const silent: Log = () => undefined;

/** The message of anything thrown, for logs and for the reasons inside our own errors. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
