import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { createShowError } from '../../../src/graphql/errors.js';
import { invalid, LetheError, notFound } from '../../../src/lib/errors.js';
import type { Log } from '../../../src/lib/log.js';

const CANARY = '+4915112345678';

function createProbe() {
  const lines: string[] = [];
  const write = (fields: object, message: string): void =>
    void lines.push(JSON.stringify({ ...fields, message }));
  const log: Log = { debug: write, info: write, warn: write, error: write };
  return { lines, show: createShowError(log, () => 'error-id') };
}

function thrown(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError, path: ['messages'] });
}

describe('what clients see of an error', () => {
  it('is a refusal as it is, and the log has nothing', () => {
    const { show, lines } = createProbe();
    expect(show(thrown(notFound('number')))).toEqual({
      message: 'No such number, or it is not yours to see.',
      path: ['messages'],
      extensions: { code: 'NOT_FOUND' },
    });
    const timed = new LetheError('RATE_LIMITED', 'Wait.', { retryAfterSeconds: 5 });
    expect(show(thrown(timed)).extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 5 });
    expect(show(thrown(invalid('first', 'PAGE_SIZE_INVALID', 'Too many.'))).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: [{ field: 'first', code: 'PAGE_SIZE_INVALID' }],
    });
    expect(lines).toEqual([]);
  });

  it('is a mistake in the query as it is, without the HTTP status', () => {
    const { show, lines } = createProbe();
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 }, stacktrace: ['x'] };
    expect(show(new GraphQLError('Cannot query.', { extensions }))).toEqual({
      message: 'Cannot query.',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect(lines).toEqual([]);
  });

  it.each([
    new TypeError(`cannot read ${CANARY}`),
    new GraphQLError(`Enum "PiiMode" cannot represent value: "${CANARY}"`),
    Object.assign(new Error(`E11000 ${CANARY}`), { name: 'MongoServerError' }),
  ])('is an id of anything else, and the log has no message: %s', (error) => {
    const { show, lines } = createProbe();
    const shown = show(thrown(error));
    expect(shown.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: 'error-id' });
    expect(JSON.stringify(shown)).not.toContain(CANARY);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('error-id');
    expect(lines[0]).toContain(error.name);
    expect(lines[0]).toContain('errors.test.ts');
    expect(lines[0]).not.toContain(CANARY);
  });

  it('is that the database is away', () => {
    const { show } = createProbe();
    const away = Object.assign(new Error(CANARY), { name: 'MongoNetworkTimeoutError' });
    expect(show(thrown(away))).toMatchObject({ extensions: { code: 'UPSTREAM_UNAVAILABLE' } });
  });
});
