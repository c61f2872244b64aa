import { COLLECTIONS } from '../events/collections.js';
import type { Doc, Documents } from '../events/documents.js';

/** Subjects whose rows are gone and of whom the rest must go too; finished after a crash as well. */
export interface ForgettingDoc extends Doc {
  readonly account: string;
  readonly at: Date;
  readonly subjects: readonly string[];
}

/** The subjects whose streams are still there although they are forgotten: a rebuild must pass them by. */
export async function forgottenSubjects(documents: Documents): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { subjects } of documents.stream<ForgettingDoc>(COLLECTIONS.forgetting, {})) {
    for (const id of subjects) ids.add(id);
  }
  return ids;
}
