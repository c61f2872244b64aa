import {
  type QueryCache,
  QueryClient,
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import type { TypedDocumentString } from '../generated/operations.js';
import { ApiError } from './errors.js';
import { execute, mutate } from './execute.js';

const FRESH_MS = 5_000;
const TRIES = 2;

/** What has not arrived is asked for again; what was refused is not. */
export function createQueryClient(queryCache: QueryCache): QueryClient {
  return new QueryClient({
    queryCache,
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => isPassing(error) && failures < TRIES,
      },
    },
  });
}

function isPassing(error: unknown): boolean {
  return error instanceof ApiError && ['NETWORK', 'UPSTREAM_UNAVAILABLE'].includes(error.code);
}

/** What an operation's answers are kept by: its id, or its text. */
export function keyOf(document: { toString(): string }): string {
  return document.toString();
}

/** A query as TanStack takes it; its key is `[keyOf(document), variables]`. */
export function queryOf<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
) {
  return queryOptions({
    queryKey: [keyOf(document), variables] as const,
    queryFn: ({ signal }) => execute(document, variables, signal),
  });
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/**
 * A list that is read page by page by its `after`.
 * @param pageInfoOf where in the answer the page's info is
 */
export function pagesOf<Result, Variables extends { after?: string | null | undefined }>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  pageInfoOf: (result: Result) => PageInfo,
) {
  return infiniteQueryOptions({
    queryKey: [keyOf(document), variables, 'pages'] as const,
    queryFn: ({ signal, pageParam }) => execute(document, { ...variables, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Result) => {
      const { hasNextPage, endCursor } = pageInfoOf(last);
      return hasNextPage ? endCursor : undefined;
    },
  });
}

/**
 * A mutation by its input; afterwards everything that is shown is asked for again, as one setting decides over many
 * answers.
 */
export function useChange<
  Result extends Record<
    keyof Result,
    { userErrors: readonly { field: string; message: string; code: string }[] }
  >,
  Input,
>(
  document: TypedDocumentString<Result, { input: Input }>,
  onDone?: (payload: Result[keyof Result]) => void,
): UseMutationResult<Result[keyof Result], Error, Input> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => mutate(document, input),
    onSuccess: async (payload) => {
      onDone?.(payload);
      await queries.invalidateQueries();
    },
  });
}
