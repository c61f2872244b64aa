import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifyRefusal, parseRetryAfter } from '../../../../src/channels/whatsapp/classifyRefusal.js';

const NOW = new Date('2026-01-15T12:00:00Z');
const classify = (status: number, error: unknown, more: { isCut?: boolean; retryAfter?: string } = {}) =>
  classifyRefusal(
    {
      status,
      body: error === undefined ? undefined : { error },
      isCut: false,
      retryAfter: undefined,
      ...more,
    },
    NOW,
  );

describe('a refusal of the provider', () => {
  it.each([
    [4, 'RETRY', 'NUMBER'],
    [80007, 'RETRY', 'NUMBER'],
    [130429, 'RETRY', 'NUMBER'],
    [131048, 'RETRY', 'NUMBER'],
    [131056, 'RETRY', 'RECIPIENT'],
    [133016, 'RETRY', 'NUMBER'],
    [131047, 'NEVER', null],
    [131049, 'NEVER', null],
    [131050, 'NEVER', null],
    [368, 'NEVER', null],
    [130497, 'NEVER', null],
    [131031, 'NEVER', null],
    [0, 'TOKEN', null],
    [190, 'TOKEN', null],
    [100, 'NEVER', null],
  ])('of code %d is %s, whatever its status', (code, refusalClass, throttles) => {
    for (const status of [400, 401, 403, 429, 500, 503]) {
      // Not listed: the status decides.
      if (code === 100 && status !== 400 && status !== 403) continue;
      expect(classify(status, { code })).toMatchObject({
        class: refusalClass,
        code,
        throttles,
        httpStatus: status,
      });
    }
    if (code !== 100) expect(classify(200, { code })).toMatchObject({ class: refusalClass, httpStatus: 200 });
  });

  it.each([
    [400, { code: 999_999 }, 'NEVER'],
    [400, { code: 999_999, is_transient: true }, 'RETRY'],
    [400, { code: 131047, is_transient: true }, 'NEVER'],
    [404, undefined, 'NEVER'],
    [401, undefined, 'TOKEN'],
    [408, undefined, 'RETRY'],
    [429, undefined, 'RETRY'],
    [500, undefined, 'RETRY'],
    [500, { code: 1 }, 'RETRY'],
    [502, { code: 2 }, 'RETRY'],
    [503, undefined, 'RETRY'],
    [302, undefined, 'RETRY'],
    [400, { code: 'canary' }, 'NEVER'],
  ])('of status %d with %j is %s', (status, error, refusalClass) => {
    expect(classify(status, error)?.class).toBe(refusalClass);
  });

  it('is none where a gateway in between gave up, or where it is a success', () => {
    for (const status of [200, 201, 502, 504]) expect(classify(status, undefined)).toBeNull();
  });

  it('is tried again where its body was lost: the code may have been one of those', () => {
    expect(classify(400, undefined, { isCut: true })?.class).toBe('RETRY');
  });

  it('tells when to come back, and only where that makes sense', () => {
    expect(classify(429, { code: 130429 }, { retryAfter: '7' })?.retryAfterMs).toBe(7_000);
    expect(classify(400, { code: 131047 }, { retryAfter: '7' })?.retryAfterMs).toBeNull();
    expect(parseRetryAfter('Thu, 15 Jan 2026 12:01:00 GMT', NOW)).toBe(60_000);
    expect(parseRetryAfter('Thu, 15 Jan 2026 11:00:00 GMT', NOW)).toBe(0);
    expect(parseRetryAfter('9999999999', NOW)).toBe(86_400_000);
    for (const bad of ['', ' ', 'soon', '-', undefined]) expect(parseRetryAfter(bad, NOW)).toBeNull();
  });

  it('never passes on a word of the provider’s', () => {
    const canary = 'canary5511987654321';
    const anyCode = fc.oneof(fc.integer(), fc.constantFrom(0, 4, 100, 190, 131026, 131047, 131056));
    fc.assert(
      fc.property(anyCode, fc.integer({ min: 400, max: 599 }), (code, status) => {
        const error = {
          code,
          message: canary,
          type: canary,
          fbtrace_id: canary,
          error_data: { details: canary, messaging_product: canary },
          error_user_msg: canary,
        };
        const refusal = classify(status, error, { retryAfter: canary });
        expect(refusal).not.toBeNull();
        expect(JSON.stringify(refusal)).not.toContain('canary');
        expect(refusal?.message).toMatch(/^[A-Z].*\.$/);
      }),
    );
  });
});
