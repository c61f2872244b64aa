import { useSuspenseQuery } from '@tanstack/react-query';
import { queryOf } from '../api/queries.js';
import { ViewerDocument, type Role, type ViewerQuery } from '../generated/operations.js';

export type Viewer = ViewerQuery['viewer'];

/** Who is signed in; asked before the shell is shown, and again after a minute. */
export const viewerQuery = { ...queryOf(ViewerDocument, {}), staleTime: 60_000 };

export function useViewer(): Viewer {
  return useSuspenseQuery(viewerQuery).data.viewer;
}

const RANK: Readonly<Record<Role, number>> = { AGENT: 0, ADMIN: 1, SUPER_ADMIN: 2 };

/** Whether somebody may do what needs the role. What they may do is decided by the gateway; this is for showing. */
export function isAtLeast({ role }: Pick<Viewer, 'role'>, needed: Role): boolean {
  return role !== null && RANK[role] >= RANK[needed];
}

export function useIsAdmin(): boolean {
  return isAtLeast(useViewer(), 'ADMIN');
}
