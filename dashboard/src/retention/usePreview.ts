import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../api/queries.js';
import { PreviewDocument, type RetentionPreviewInput } from '../generated/operations.js';

/** What a change would erase, counted now. @param input null: nothing is asked yet */
export function usePreview(input: RetentionPreviewInput | null) {
  const query = useQuery({
    ...queryOf(PreviewDocument, { input }),
    enabled: input !== null,
    // What is due changes by the minute: an old count must not be what somebody confirms.
    staleTime: 0,
    gcTime: 0,
  });
  return { ...query, data: query.data?.retentionPreview };
}
