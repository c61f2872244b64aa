import { createAuth, type Auth } from '../../src/auth/auth.js';
import { contextOf, type Context } from '../../src/administration/context.js';
import { createFirstAdministrator } from '../../src/administration/firstAdministrator.js';
import type { UserView } from '../../src/administration/userPii.js';
import type { Core } from '../../src/events/core.js';
import { createTestClock, type TestClock } from './clock.js';
import { createTestCore } from './core.js';

export const ADMIN = { email: 'root@example.org', password: 'correct horse battery' } as const;

/** A fresh installation with its first administrator, on a clock moved by hand. */
export interface Installation {
  readonly time: TestClock;
  readonly core: Core;
  readonly auth: Auth;
  readonly account: string;
  readonly admin: UserView;
  /** Of the first administrator in the first account. */
  readonly context: Context;
}

export async function createInstallation(): Promise<Installation> {
  const time = createTestClock();
  const core = await createTestCore({ clock: time.clock });
  const auth = createAuth(core);
  const { account, user: admin } = await createFirstAdministrator(core, ADMIN);
  const principal = {
    kind: 'USER',
    userId: admin._id,
    account: account._id,
    homeAccount: account._id,
    role: 'SUPER_ADMIN',
    via: 'SESSION',
  } as const;
  return { time, core, auth, account: account._id, admin, context: contextOf(principal) };
}

export const WHATSAPP = {
  phoneNumberId: '106540352242922',
  businessAccountId: '102290129340398',
  accessToken: 'EAAJcanaryAccessToken',
  appSecret: 'canaryAppSecret',
  verifyToken: 'canaryVerifyToken',
} as const;
export const SALES = { name: 'Sales', phoneNumber: '+4930901820', whatsapp: WHATSAPP } as const;
