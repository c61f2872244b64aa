import type { Core } from '../events/core.js';
import { errorName } from '../lib/errors.js';
import type { Mailer } from '../lib/mailer.js';

/**
 * Sends an invitation to whom it is for. Never throws: the inviter has the link, too.
 * @returns whether a mail server took it
 */
export async function mailInvitation(
  core: Core,
  mailer: Mailer,
  invitation: { readonly email: string; readonly url: string; readonly expiresAt: Date },
): Promise<boolean> {
  const until = invitation.expiresAt.toISOString().slice(0, 10);
  try {
    await mailer.send({
      to: [invitation.email],
      subject: 'An invitation to Lethe',
      text: `You were invited to Lethe. Set your password here, until ${until}:\n\n${invitation.url}\n`,
    });
    return mailer.isSilent !== true;
  } catch (error) {
    core.log.error({ error: errorName(error) }, 'An invitation could not be mailed.');
    return false;
  }
}
