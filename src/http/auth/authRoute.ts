import type { Auth } from '../../auth/auth.js';
import type { Core } from '../../events/core.js';
import type { Mailer } from '../../lib/mailer.js';

export interface AuthRouteDeps {
  readonly mailer: Mailer;
  readonly core: Core;
  readonly auth: Auth;
  /** The address browsers use; `https:` makes the cookie Secure. */
  readonly publicUrl: string;
}

/** Far above any e-mail address and password. */
export const BODY_LIMIT_BYTES = 16 * 1024;
