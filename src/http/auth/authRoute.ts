import type { Auth } from '../../auth/auth.js';
import type { Core } from '../../events/core.js';
import type { SharedCounts } from '../../auth/sharedCounts.js';
import type { Mailer } from '../../lib/mailer.js';

export interface AuthRouteDeps {
  readonly mailer: Mailer;
  readonly core: Core;
  readonly auth: Auth;
  /** The address browsers use. */
  readonly publicUrl: string;
  /** Counts of tries that processes share. */
  readonly counts?: SharedCounts | null;
}

/** Far above any e-mail address and password. */
export const BODY_LIMIT_BYTES = 16 * 1024;
