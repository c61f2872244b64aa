import { useQuery } from '@tanstack/react-query';
import { allNodes } from '../../api/allNodes.js';
import { execute } from '../../api/execute.js';
import { keyOf } from '../../api/queries.js';
import { HoldsDocument, type HoldFactsFragment } from '../../generated/operations.js';

const activeHoldsQuery = {
  queryKey: [keyOf(HoldsDocument), 'all active'] as const,
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<readonly HoldFactsFragment[]> =>
    allNodes(async (after) => (await execute(HoldsDocument, { active: true, after }, signal)).holds),
};

/** What holds at this moment in the account; empty until it is known. */
export function useActiveHolds(): readonly HoldFactsFragment[] {
  return useQuery(activeHoldsQuery).data ?? [];
}
