import { PhoneIncoming, PhoneOutgoing } from 'lucide-react';
import { ownPath } from '../../api/ownPath.js';
import type { CallRowFragment, CallStatus } from '../../generated/operations.js';
import { Badge, type Tone } from '../../ui/Banner.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { clockTime } from '../../ui/times.js';
import { useWords, type Words } from '../../words/words.js';

const TONES: Readonly<Record<CallStatus, Tone | 'plain'>> = {
  ACCEPTED: 'info',
  COMPLETED: 'good',
  FAILED: 'bad',
  INITIATED: 'plain',
  MISSED: 'warn',
  REJECTED: 'warn',
  RINGING: 'info',
};
const ICONS = { INBOUND: PhoneIncoming, OUTBOUND: PhoneOutgoing } as const;

export function CallTable({ rows }: { readonly rows: readonly CallRowFragment[] }) {
  const words = useWords();
  return (
    <Table caption={words.t('calls.title')} columns={columnsOf(words)} rows={rows} keyOf={({ id }) => id} />
  );
}

function columnsOf({ t, language }: Words): readonly Column<CallRowFragment>[] {
  return [
    { key: 'began', head: t('calls.began'), cell: ({ startedAt }) => <Time at={startedAt} /> },
    {
      key: 'direction',
      head: t('calls.direction'),
      cell: ({ direction }) => {
        const Icon = ICONS[direction];
        return (
          <span className="redacted">
            <Icon size={15} aria-hidden />
            {t(`direction.${direction}`)}
          </span>
        );
      },
    },
    {
      key: 'with',
      head: t('calls.with'),
      cell: ({ peer, peerName, contentState }) =>
        contentState === 'PRESENT' ? (
          <>
            {peerName !== null && <strong>{peerName} </strong>}
            <span className="mono">{peer ?? t('calls.hidden')}</span>
          </>
        ) : (
          <span className="muted">{t(`contentState.${contentState}`)}</span>
        ),
      isWide: true,
    },
    {
      key: 'status',
      head: t('calls.status'),
      cell: ({ status }) => <Badge tone={TONES[status]}>{t(`callStatus.${status}`)}</Badge>,
    },
    {
      key: 'duration',
      head: t('calls.duration'),
      cell: ({ durationSeconds }) => clockOf(durationSeconds),
      isNumeric: true,
    },
    {
      key: 'recording',
      head: t('calls.recording'),
      cell: ({ recordings }) =>
        recordings.map(({ id, url, startedAt, contentState }) =>
          url === null ? (
            <span key={id} className="muted">
              {contentState === 'PRESENT' ? t('calls.notPlayable') : t(`contentState.${contentState}`)}
            </span>
          ) : (
            <audio
              key={id}
              className="player"
              src={ownPath(url)}
              controls
              preload="none"
              aria-label={t('calls.play', { time: clockTime(startedAt, 'full', language) })}
            />
          ),
        ),
    },
  ];
}

/** `3:07`. @param seconds null: nobody told */
function clockOf(seconds: number | null): string {
  if (seconds === null) return '';
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
