import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { nameOf } from '../api/queries.js';
import { execute } from '../api/execute.js';
import {
  NumberListDocument,
  type NumberChoiceFragment,
  type NumberListQuery,
} from '../generated/operations.js';

export type NumberChoice = NumberChoiceFragment;

const KEY = 'lethe.number';
const MAX_PAGES = 20;

/** All numbers of the account, page after page. */
export const numbersQuery = {
  queryKey: [nameOf(NumberListDocument)] as const,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly NumberChoice[]> => {
    const all: NumberChoice[] = [];
    let after: string | null = null;
    for (let page = 0; page < MAX_PAGES; page++) {
      const { numbers }: NumberListQuery = await execute(NumberListDocument, { after }, signal);
      all.push(...numbers.edges.map(({ node }) => node));
      if (!numbers.pageInfo.hasNextPage) break;
      after = numbers.pageInfo.endCursor;
    }
    return all;
  },
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
