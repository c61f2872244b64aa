import { Link } from '@tanstack/react-router';
import type { SweepFactsFragment } from '../../generated/operations.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { SweepState, totalsOf } from './sweepTexts.js';

/** A run in a line: when, how it ended, what it did. */
export function SweepSummary({ sweep }: { readonly sweep: SweepFactsFragment }) {
  const t = useT();
  const { deleted, redacted } = totalsOf(sweep);
  return (
    <span className="line">
      <Link to="/sweeps/$sweepId" params={{ sweepId: sweep.id }}>
        <Time at={sweep.finishedAt ?? sweep.createdAt} as="ago" />
      </Link>
      <SweepState state={sweep.state} />
      <span>{t('sweeps.deleted', { count: deleted })}</span>
      {redacted > 0 && <span>{t('sweeps.redacted', { count: redacted })}</span>}
    </span>
  );
}
