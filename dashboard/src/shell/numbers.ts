import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { allNodes } from '../api/allNodes.js';
import { keyOf } from '../api/queries.js';
import { execute } from '../api/execute.js';
import { NumberListDocument, type NumberChoiceFragment } from '../generated/operations.js';

export type NumberChoice = NumberChoiceFragment;

const KEY = 'lethe.number';

/** All numbers of the account, page after page. */
export const numbersQuery = {
  queryKey: [keyOf(NumberListDocument)] as const,
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<readonly NumberChoice[]> =>
    allNodes(async (after) => (await execute(NumberListDocument, { after }, signal)).numbers),
};

/**
 * The number that the number switcher stands at: the address' `?number=`, else the one last chosen here, else the
 * first. Undefined while numbers are on their way or where there is none.
 */
export function useSelectedNumber(): NumberChoice | undefined {
  const { data: numbers = [] } = useQuery(numbersQuery);
  const { number } = useSearch({ strict: false });
  const wished = number ?? localStorage.getItem(KEY);
  return numbers.find(({ id }) => id === wished) ?? numbers[0];
}

export function useSelectNumber(): (id: string) => void {
  const navigate = useNavigate();
  return (id) => {
    localStorage.setItem(KEY, id);
    void navigate({ to: '.', search: (before) => ({ ...before, number: id }) });
  };
}
