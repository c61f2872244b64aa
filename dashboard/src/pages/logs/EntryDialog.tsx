import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queryOf } from '../../api/queries.js';
import { SendLogEntryShownDocument, type SendLogEntryShownQuery } from '../../generated/operations.js';
import { Banner } from '../../ui/Banner.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { Loaded } from '../../ui/Loaded.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { StatusBadge } from './LogTable.js';
import { stepsOf } from './steps.js';

export type Entry = NonNullable<SendLogEntryShownQuery['sendLogEntry']>;

/** One send from end to end: its course, what it held, and what is redacted of it and why. */
export function EntryDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const t = useT();
  const query = useQuery(queryOf(SendLogEntryShownDocument, { id }));
  return (
    <Dialog title={t('logs.entry')} onClose={onClose}>
      <Loaded query={query}>
        {({ sendLogEntry: entry }) =>
          entry ? (
            <>
              <Redaction entry={entry} />
              <Course entry={entry} />
              <Held entry={entry} />
            </>
          ) : (
            <p>{t('common.notFoundText')}</p>
          )
        }
      </Loaded>
    </Dialog>
  );
}

function Redaction({ entry }: { readonly entry: Entry }) {
  const t = useT();
  const { redactedAt, redactedBy, expiresAt, decidedBy } = entry;
  if (redactedAt !== null)
    return (
      <Banner title={t('logs.redactedTitle')}>
        {redactedBy !== null && `${t('logs.redactedWhy', { why: t(`decider.${redactedBy}`) })} `}
        {t('logs.redactedText')}
      </Banner>
    );
  if (expiresAt === null || decidedBy === null) return null;
  return (
    <p className="muted">
      {t('logs.goes', { why: t(`decider.${decidedBy}`) })} <Time at={expiresAt} />
    </p>
  );
}

function Course({ entry }: { readonly entry: Entry }) {
  const t = useT();
  return (
    <ol className="timeline" aria-label={t('logs.course')}>
      {stepsOf(entry).map(({ step, at }) => (
        <li key={step} className={`timeline-step timeline-${step.toLowerCase()}`}>
          <span>{t(`step.${step}`)}</span>
          <Time at={at} />
        </li>
      ))}
    </ol>
  );
}

function Held({ entry }: { readonly entry: Entry }) {
  const t = useT();
  const { redactedAt, failureReason, message } = entry;
  const isThere = redactedAt === null;
  const conversation = message?.conversation?.id;
  return (
    <Facts
      facts={[
        [t('logs.status'), <StatusBadge key="status" status={entry.status} />],
        [t('logs.failure'), failureReason && t(`failure.${failureReason}`)],
        [t('logs.providerSays'), entry.errorMessage],
        [t('logs.to'), isThere ? entry.destinationNumber : null],
        [t('logs.content'), isThere ? entry.content : null],
        [t('logs.template'), entry.template && `${entry.template.name} (${entry.template.language})`],
        [t('logs.labels'), entry.labels.length > 0 ? entry.labels.join(', ') : null],
        [t('logs.origin'), t(`origin.${entry.origin}`)],
        [t('logs.apiKey'), entry.apiKey?.name],
        [
          t('logs.correlation'),
          <span key="correlation" className="copied">
            <code>{entry.correlationId}</code> <CopyButton text={entry.correlationId} />
          </span>,
        ],
        [
          t('logs.chat'),
          conversation === undefined ? null : (
            <Link key="chat" to="/chat/{-$conversation}" params={{ conversation }}>
              {t('logs.toChat')}
            </Link>
          ),
        ],
      ]}
    />
  );
}
