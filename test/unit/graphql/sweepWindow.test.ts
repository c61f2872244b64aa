import { beforeEach, describe, expect, it } from '@jest/globals';
import { createFirstAdministrator } from '../../../src/administration/firstAdministrator.js';
import type { Principal } from '../../../src/auth/principal.js';
import { ADMIN } from '../../support/administration.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';

describe('a window of the day for sweeps', () => {
  let graphql: TestGraphql;
  let asking: Principal;
  const run = async (query: string, variables: Record<string, unknown> = {}): Promise<object> => {
    const { data, errors } = await graphql.run(query, asking, variables);
    expect(errors).toEqual([]);
    return data ?? {};
  };

  beforeEach(async () => {
    graphql = await createTestGraphql();
    const { account } = await createFirstAdministrator(graphql.core, ADMIN);
    asking = { ...graphql.userOf('ADMIN'), account: account._id, homeAccount: account._id };
  });

  it('sets and unsets the hours in which sweeps run, and tells the next one within them', async () => {
    await run('mutation { updateDataRetention(input: { days: 30 }) { account { id } } }');
    const set =
      'mutation ($window: SweepWindowInput) { updateSweepWindow(input: { window: $window }) { account { nextSweepAt sweepWindow { fromHour toHour timeZone } } userErrors { field code } } }';
    // 3:45 there.
    const NEXT: unknown = expect.stringContaining('T22:00:00.000Z');
    const window = { fromHour: 3, toHour: 5, timeZone: 'Asia/Kathmandu' };
    expect(await run(set, { window })).toEqual({
      updateSweepWindow: { account: { nextSweepAt: NEXT, sweepWindow: window }, userErrors: [] },
    });
    expect(await run('{ retentionPreview { nextRunAt } }')).toEqual({
      retentionPreview: { nextRunAt: NEXT },
    });
    expect(await run(set, { window: { fromHour: 3, toHour: 4 } })).toEqual({
      updateSweepWindow: { account: null, userErrors: [{ field: 'toHour', code: 'WINDOW_TOO_SHORT' }] },
    });
    expect(await run(set)).toEqual({
      updateSweepWindow: { account: null, userErrors: [{ field: 'window', code: 'REQUIRED' }] },
    });
    expect(await run(set, { window: null })).toMatchObject({
      updateSweepWindow: { account: { sweepWindow: null } },
    });
  });
});
