import { Link } from '@tanstack/react-router';
import { EyeOff } from 'lucide-react';
import type { LogRowFragment, SendStatus } from '../../generated/operations.js';
import { Badge, type Tone } from '../../ui/Banner.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT, type Translate } from '../../words/words.js';

const TONES: Readonly<Record<SendStatus, Tone | 'plain'>> = {
  QUEUED: 'plain',
  SENT: 'info',
  DELIVERED: 'good',
  READ: 'good',
  FAILED: 'bad',
  CANCELED: 'plain',
};

export function StatusBadge({ status }: { readonly status: SendStatus }) {
  const t = useT();
  return <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>;
}

/** Entries of the send log; each opens what became of it. */
export function LogTable({ rows }: { readonly rows: readonly LogRowFragment[] }) {
  const t = useT();
  return <Table caption={t('logs.title')} columns={columnsOf(t)} rows={rows} keyOf={({ id }) => id} />;
}

function columnsOf(t: Translate): readonly Column<LogRowFragment>[] {
  return [
    {
      key: 'at',
      head: t('logs.at'),
      cell: ({ id, createdAt }) => (
        <Link to="/logs/{-$entry}" params={{ entry: id }}>
          <Time at={createdAt} />
        </Link>
      ),
    },
    { key: 'status', head: t('logs.status'), cell: ({ status }) => <StatusBadge status={status} /> },
    {
      key: 'to',
      head: t('logs.to'),
      cell: (row) =>
        row.redactedAt === null ? (
          <span className="mono">{row.destinationNumber}</span>
        ) : (
          <Redacted row={row} />
        ),
    },
    {
      key: 'content',
      head: t('logs.content'),
      cell: ({ content, type, redactedAt }) =>
        redactedAt === null ? (
          <span className="log-content">{content ?? type}</span>
        ) : (
          <span className="muted">{type}</span>
        ),
      isWide: true,
    },
    { key: 'origin', head: t('logs.origin'), cell: ({ origin }) => t(`origin.${origin}`) },
  ];
}

/** That the number and the content are gone, and which policy took them. */
export function Redacted({ row }: { readonly row: Pick<LogRowFragment, 'redactedBy'> }) {
  const t = useT();
  const why = row.redactedBy === null ? undefined : t(`decider.${row.redactedBy}`);
  return (
    <span className="redacted" title={why}>
      <EyeOff size={14} aria-hidden />
      {t('logs.redacted')}
    </span>
  );
}
