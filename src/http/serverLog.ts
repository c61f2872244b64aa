import type { FastifyBaseLogger } from 'fastify';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';

/**
 * The logger that Fastify itself writes to. Only that something went wrong passes through, by the error's name:
 * Fastify's messages can quote addresses with their query and parts of a body, which may be PII.
 */
export function createServerLog(log: Log): FastifyBaseLogger {
  const ignore = (): void => undefined;
  const problem = (fields: unknown): void => {
    log.warn({ error: errorName(errorOf(fields)) }, 'The HTTP server reported a problem.');
  };
  const serverLog: FastifyBaseLogger = {
    level: 'warn',
    silent: ignore,
    trace: ignore,
    debug: ignore,
    info: ignore,
    warn: problem,
    error: problem,
    fatal: problem,
    child: () => serverLog,
  };
  return serverLog;
}

function errorOf(fields: unknown): unknown {
  return typeof fields === 'object' && fields !== null && 'err' in fields ? fields.err : fields;
}

const FRAME = /^ +at .*:\d+:\d+\)?$/;

/** Where an error was thrown, without its message, which the stack begins with and which may have many lines. */
export function framesOf(error: unknown): readonly string[] {
  const { stack = '', message = '' } = error instanceof Error ? error : {};
  const lines = stack.slice(stack.indexOf(message) + message.length).split('\n');
  return lines.filter((line) => FRAME.test(line)).slice(0, 8);
}
