import { useEffect, useState } from 'react';
import { useWords } from '../words/words.js';
import { clockTime, relativeTime, utcTime } from './times.js';

const TICK_MS = 30_000;

/**
 * An instant in the reader's zone, with UTC on hover.
 * @param at ISO 8601
 * @param as `full`: date and time; `date`; `time`; `ago`: how long ago, or until then, kept current
 */
export function Time({
  at,
  as = 'full',
}: {
  readonly at: string;
  readonly as?: 'full' | 'date' | 'time' | 'ago';
}) {
  const { locale, t } = useWords();
  const now = useNow(as === 'ago' ? TICK_MS : null);
  const text = as === 'ago' ? relativeTime(at, now, locale) : clockTime(at, as, locale);
  return (
    <time dateTime={at} title={t('common.utc', { time: utcTime(at) })}>
      {text}
    </time>
  );
}

/** The present, as milliseconds, told anew every `everyMs`; null: it stands still. */
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
