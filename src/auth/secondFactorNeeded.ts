import { LetheError } from '../lib/errors.js';

/** REQUIRED: the password is right, and a code is needed as well. WRONG: the code is not the user's, or was used before. */
export type SecondFactorReason = 'SECOND_FACTOR_REQUIRED' | 'SECOND_FACTOR_WRONG';

const SENTENCES: Readonly<Record<SecondFactorReason, string>> = {
  SECOND_FACTOR_REQUIRED: 'Enter the code that your authenticator shows, or a recovery code.',
  SECOND_FACTOR_WRONG:
    'This code is wrong or was used before. Wait for the next one, or take a recovery code.',
};

/** Who asks knows the password, and is not in yet. */
export class SecondFactorNeeded extends LetheError {
  override readonly name = 'SecondFactorNeeded';
  constructor(readonly reason: SecondFactorReason) {
    super('UNAUTHENTICATED', SENTENCES[reason], { reason });
  }
}
