import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestGateway } from '../../support/gateway.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

/** Providers count in seconds: many messages share an instant, and a page may end among them. */
describe('paging', () => {
  it('gives every message once, newest first, whatever the size of the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 7 }),
        async (ages, limit) => {
          const gateway = await createTestGateway();
          const messages = ages.map((seconds) =>
            textMessage({ at: new Date(gateway.now.getTime() - seconds * 1_000) }),
          );
          await gateway.receive(envelope({ messages }));
          const query = { account: gateway.account, numberId: gateway.number._id };
          const seen: { readonly at: Date; readonly id: string }[] = [];
          for (let hasMore = true; hasMore;) {
            const page = await gateway.services.messages.list(query, { limit, after: seen.at(-1) ?? null });
            seen.push(...page.items.map(({ row }) => ({ at: row.at, id: row._id })));
            expect(page.items.length).toBeLessThanOrEqual(limit);
            ({ hasMore } = page);
          }
          expect(new Set(seen.map(({ id }) => id)).size).toBe(ages.length);
          expect(seen).toHaveLength(ages.length);
          const times = seen.map(({ at }) => at.getTime());
          expect([...times].sort((a, b) => b - a)).toEqual(times);
        },
      ),
      { numRuns: 40 },
    );
  });
});
