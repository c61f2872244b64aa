import { createOneTimeLink, findOneTimeLink, type OneTimeLink } from '../auth/oneTimeLinks.js';
import type { Core } from '../events/core.js';
import { MINUTE_MS } from '../lib/clock.js';
import { LetheError } from '../lib/errors.js';
import { createFirstAdministrator, isClaimed, type FirstAdministratorInput } from './firstAdministrator.js';
import type { UserView } from './userPii.js';

const SETUP_LINK_MS = 30 * MINUTE_MS;

/** What the start has to tell: nothing, that the configured administrator was made, or the link to print. */
export type FirstStart =
  | { readonly kind: 'CLAIMED' }
  | { readonly kind: 'CREATED' }
  | { readonly kind: 'LINK'; readonly link: OneTimeLink };

/**
 * At every start: makes the administrator of `ADMIN_EMAIL` and `ADMIN_PASSWORD`, or a new setup link for
 * `/setup?token=…`, good for 30 minutes, while there is no administrator. Once there is one, nothing.
 */
export async function prepareFirstAdministrator(
  core: Core,
  configured: FirstAdministratorInput | null,
): Promise<FirstStart> {
  if (await isClaimed(core)) return { kind: 'CLAIMED' };
  if (!configured) {
    const link = { kind: 'SETUP', account: null, user: null, lifetimeMs: SETUP_LINK_MS } as const;
    return { kind: 'LINK', link: await createOneTimeLink(core, link) };
  }
  try {
    await createFirstAdministrator(core, configured);
    return { kind: 'CREATED' };
  } catch (error) {
    // Another process of the same installation was first.
    if (error instanceof LetheError && error.code === 'CONFLICT') return { kind: 'CLAIMED' };
    throw error;
  }
}

/** Whether a setup link is still good; for its page. */
export async function isSetupOpen(core: Core, token: string): Promise<boolean> {
  return !(await isClaimed(core)) && (await findOneTimeLink(core, 'SETUP', token)) !== null;
}

/** Creates the first administrator by the link. @throws UNAUTHENTICATED, CONFLICT, InvalidInput */
export async function completeSetup(
  core: Core,
  { token, ...input }: FirstAdministratorInput & { readonly token: string },
): Promise<UserView> {
  if (!(await findOneTimeLink(core, 'SETUP', token)))
    throw new LetheError('UNAUTHENTICATED', 'This link is not good any more. Start again to get a new one.');
  return (await createFirstAdministrator(core, input)).user;
}
