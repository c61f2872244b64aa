import { Ban, Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import type { SendStatus } from '../../generated/operations.js';
import { useT } from '../../words/words.js';

const ICONS = {
  QUEUED: Clock,
  SENT: Check,
  DELIVERED: CheckCheck,
  READ: CheckCheck,
  FAILED: CircleAlert,
  CANCELED: Ban,
} as const satisfies Readonly<Record<SendStatus, unknown>>;

/** How far a message that was sent from here got. */
export function Ticks({ status }: { readonly status: SendStatus }) {
  const t = useT();
  const Icon = ICONS[status];
  const label = t(`status.${status}`);
  return (
    <span className={`ticks ticks-${status.toLowerCase()}`} title={label}>
      <Icon size={14} aria-hidden />
      <span className="unseen">{label}</span>
    </span>
  );
}
