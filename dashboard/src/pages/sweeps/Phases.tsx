import type { SweepDetailsFragment } from '../../generated/operations.js';
import { countText } from '../../ui/figures.js';
import { useWords } from '../../words/words.js';

type Phase = SweepDetailsFragment['phases'][number];

/** What each phase has done, in the order they run; live regions would read every batch, so there is none. */
export function Phases({
  phases,
  isRunning,
}: {
  readonly phases: readonly Phase[];
  readonly isRunning: boolean;
}) {
  const { t, locale } = useWords();
  return (
    <ol className={isRunning ? 'phases phases-running' : 'phases'}>
      {phases.map((phase) => (
        <li key={phase.name}>
          <div className="phase-head">
            <strong>{t(`phase.${phase.name}`)}</strong>
            <span className="muted">
              {t('sweeps.deleted', { count: phase.deleted })}
              {phase.redacted > 0 && ` · ${t('sweeps.redacted', { count: phase.redacted })}`}
              {phase.failed > 0 && ` · ${t('sweeps.failed', { count: phase.failed })}`}
            </span>
          </div>
          <ul className="phase-classes">
            {phase.classes
              .filter(({ deleted, redacted }) => deleted + redacted > 0)
              .map((one) => (
                <li key={one.class}>
                  {t(`class.${one.class}`)} <b>{countText(one.deleted + one.redacted, locale)}</b>
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
