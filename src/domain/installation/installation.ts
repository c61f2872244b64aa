import { invalid, LetheError } from '../../lib/errors.js';
import type { Decider, NewEvent } from '../events.js';

/**
 * The installation as a whole: who its SUPER_ADMINs are, over all accounts. One stream, so that two of them who
 * remove each other at the same moment meet its version, and one of them stays.
 */
export type InstallationClaimed = NewEvent<'InstallationClaimed', { readonly user: string }>;
export type SuperAdminAdded = NewEvent<'SuperAdminAdded', { readonly user: string }>;
export type SuperAdminRemoved = NewEvent<'SuperAdminRemoved', { readonly user: string }>;
export type InstallationEvent = InstallationClaimed | SuperAdminAdded | SuperAdminRemoved;

export interface InstallationState {
  readonly isClaimed: boolean;
  /** Ids of the active ones. */
  readonly superAdmins: readonly string[];
}

export const installationDecider: Decider<InstallationState, InstallationEvent> = {
  initial: { isClaimed: false, superAdmins: [] },
  evolve: (state, { type, data: { user } }) => {
    switch (type) {
      case 'InstallationClaimed':
        return { isClaimed: true, superAdmins: [user] };
      case 'SuperAdminAdded':
        return { ...state, superAdmins: [...state.superAdmins, user] };
      case 'SuperAdminRemoved':
        return { ...state, superAdmins: state.superAdmins.filter((id) => id !== user) };
    }
  },
};

/** The account under which the stream is kept: no tenant's. */
export const SYSTEM_ACCOUNT = 'system';
/** The account of rows that belong to the installation and that no stream tells of: also no tenant's. */
export const INSTALLATION = 'installation';
export const INSTALLATION_STREAM = 'installation';

/** The first administrator takes the installation; there is only ever one first. @throws CONFLICT */
export function claimInstallation(
  state: InstallationState,
  command: { readonly user: string },
): readonly InstallationEvent[] {
  if (state.isClaimed) throw new LetheError('CONFLICT', 'The first administrator has been created already.');
  return [{ type: 'InstallationClaimed', data: { user: command.user } }];
}

/**
 * Follows a user's change.
 * @throws InvalidInput `LAST_SUPER_ADMIN` when nobody would be left to create accounts
 */
export function noteSuperAdmin(
  state: InstallationState,
  command: { readonly user: string; readonly isSuperAdmin: boolean },
): readonly InstallationEvent[] {
  const { user, isSuperAdmin } = command;
  const was = state.superAdmins.includes(user);
  if (was === isSuperAdmin) return [];
  if (isSuperAdmin) return [{ type: 'SuperAdminAdded', data: { user } }];
  if (state.superAdmins.length === 1)
    throw invalid('userId', 'LAST_SUPER_ADMIN', 'The last SUPER_ADMIN cannot be removed or demoted.');
  return [{ type: 'SuperAdminRemoved', data: { user } }];
}
