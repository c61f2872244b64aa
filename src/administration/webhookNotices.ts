import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { errorName } from '../lib/errors.js';
import type { Mailer } from '../lib/mailer.js';
import type { WebhookRow } from '../projections/webhookRows.js';
import type { DisabledNotice } from '../relay/webhooks/health.js';
import { administratorsOf } from './administrators.js';

const REASONS: Readonly<Record<DisabledNotice['reason'], string>> = {
  GONE: 'It answered 410 (Gone), which asks us to send nothing any more.',
  FAILING: 'Nothing could be delivered to it for five days.',
};

/** Tells the administrators of an account by mail that an endpoint was disabled. Never throws. */
export async function mailDisabled(core: Core, mailer: Mailer, notice: DisabledNotice): Promise<void> {
  const { account, webhook: _id, reason } = notice;
  core.log.warn({ account, webhook: _id, reason }, 'A webhook was disabled.');
  try {
    const row = await core.documents.findOne<WebhookRow>(COLLECTIONS.webhooks, { _id, account });
    const to = await administratorsOf(core, account);
    if (!row || to.length === 0) return;
    const text =
      `The webhook "${row.name}" was disabled. ${REASONS[reason]}\n\n` +
      'Once it works again, activate it and recover what it missed.\n';
    await mailer.send({ to, subject: `Webhook disabled: ${row.name}`, text });
  } catch (error) {
    core.log.error(
      { account, webhook: _id, reason: errorName(error) },
      'Nobody could be told of a disabled webhook.',
    );
  }
}
