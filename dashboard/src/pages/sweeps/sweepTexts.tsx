import type { SweepFactsFragment } from '../../generated/operations.js';
import { Badge, type Tone } from '../../ui/Banner.js';
import { useT } from '../../words/words.js';

const TONES: Readonly<Record<SweepFactsFragment['state'], Tone | 'plain'>> = {
  QUEUED: 'plain',
  RUNNING: 'info',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELED: 'warn',
};

export function SweepState({ state }: { readonly state: SweepFactsFragment['state'] }) {
  const t = useT();
  return <Badge tone={TONES[state]}>{t(`sweeps.state.${state}`)}</Badge>;
}

interface Totals {
  readonly deleted: number;
  readonly redacted: number;
  readonly failed: number;
}

/** Over all phases. */
export function totalsOf({ phases }: Pick<SweepFactsFragment, 'phases'>): Totals {
  return phases.reduce<Totals>(
    (sum, phase) => ({
      deleted: sum.deleted + phase.deleted,
      redacted: sum.redacted + phase.redacted,
      failed: sum.failed + phase.failed,
    }),
    { deleted: 0, redacted: 0, failed: 0 },
  );
}

export function isOpen({ state }: Pick<SweepFactsFragment, 'state'>): boolean {
  return state === 'QUEUED' || state === 'RUNNING';
}
