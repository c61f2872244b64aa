import {
  INSTALLATION_STREAM,
  installationDecider,
  noteSuperAdmin,
  SYSTEM_ACCOUNT,
} from '../domain/installation/installation.js';
import { userDecider, userStream, type UserEvent, type UserState } from '../domain/user/user.js';
import type { Core } from '../events/core.js';
import type { Append } from '../events/eventStore.js';
import { loadState, retryOnConflict } from '../events/handle.js';
import { target, type Context } from './context.js';

/** Events on a user, and what goes with them. */
export type UserDecision = Pick<Append, 'payloads' | 'erase'> & { readonly events: readonly UserEvent[] };

/**
 * Changes a user and, in the same transaction, the installation's list of SUPER_ADMINs when it is touched: its
 * version makes sure that two changes at the same moment do not leave nobody.
 */
export async function changeUser(
  core: Core,
  context: Context,
  userId: string,
  decide: (state: UserState) => UserDecision | Promise<UserDecision>,
): Promise<void> {
  const { store } = core;
  await retryOnConflict(async () => {
    const stream = userStream(userId);
    const user = await loadState(store, userDecider, context.account, stream);
    const decision = await decide(user.state);
    if (decision.events.length === 0) return;
    const next = decision.events.reduce(userDecider.evolve, user.state);
    const change = { ...target(context, stream), expectedVersion: user.version, ...decision };
    const note = await superAdminAppend(core, context, userId, isSuperAdmin(next));
    await store.append([change, ...note]);
  });
}

function isSuperAdmin(state: UserState): boolean {
  return state.kind === 'ACTIVE' && state.role === 'SUPER_ADMIN';
}

async function superAdminAppend(
  { store }: Core,
  { actor }: Context,
  user: string,
  isSuperAdminNow: boolean,
): Promise<readonly Append[]> {
  const installation = await loadState(store, installationDecider, SYSTEM_ACCOUNT, INSTALLATION_STREAM);
  const events = noteSuperAdmin(installation.state, { user, isSuperAdmin: isSuperAdminNow });
  if (events.length === 0) return [];
  return [
    {
      account: SYSTEM_ACCOUNT,
      stream: INSTALLATION_STREAM,
      expectedVersion: installation.version,
      events,
      by: actor,
    },
  ];
}
