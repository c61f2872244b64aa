import { searchText } from '../api/searchText.js';

/** What the sign-in is told by its address: where to go afterwards, and that a session has ended. */
export function signInSearch(search: Record<string, unknown>): { to?: string; ended?: boolean } {
  const to = searchText(search['to']);
  return {
    // A path of ours and nothing else: `//host` and `https:` would lead away.
    ...(to !== undefined && /^\/(?![/\\])/.test(to) && { to }),
    ...(search['ended'] === true && { ended: true }),
  };
}
