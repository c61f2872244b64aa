import { useT } from '../words/words.js';
import { DateField } from './DateField.js';

/** Days in the reader's zone, as `2026-01-31`; empty: no bound. */
export interface Period {
  readonly from: string;
  readonly until: string;
}

/** The first and the last day that a list is asked for. */
export function PeriodFields({
  period: { from, until },
  onPeriod,
}: {
  readonly period: Period;
  readonly onPeriod: (changed: Partial<Period>) => void;
}) {
  const t = useT();
  return (
    <>
      <DateField label={t('logs.from')} value={from} onChoose={(day) => onPeriod({ from: day })} />
      <DateField label={t('logs.until')} value={until} onChoose={(day) => onPeriod({ until: day })} />
    </>
  );
}

/** From the first instant of the first day to the last instant of the last, as the gateway takes them. */
export function datesOf({ from, until }: Period): {
  readonly startDate: string | null;
  readonly endDate: string | null;
} {
  return { startDate: instant(from, '00:00:00'), endDate: instant(until, '23:59:59.999') };
}

function instant(day: string, time: string): string | null {
  return day === '' ? null : new Date(`${day}T${time}`).toISOString();
}
