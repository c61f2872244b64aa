import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryOf } from '../../api/queries.js';
import { RetentionHistoryDocument, type RetentionHistoryQuery } from '../../generated/operations.js';
import { countText } from '../../ui/figures.js';
import { Loaded } from '../../ui/Loaded.js';
import { Section } from '../../ui/Page.js';
import { useWords } from '../../words/words.js';

type Day = RetentionHistoryQuery['retentionHistory'][number];
type ClassName = Day['classes'][number]['class'];
type Measure = 'kept' | 'due' | 'deleted';

const MEASURES = ['kept', 'due', 'deleted'] as const;
const DAY_MS = 86_400_000;
const DAYS = 30;
const WIDTH = 720;
const HEIGHT = 150;
const GAP = 0.25;

/** Records kept, due and deleted in the last 30 days, one class at a time: bars, and the same as a table. */
export function HistoryChart() {
  const { t } = useWords();
  const history = useQuery(queryOf(RetentionHistoryDocument, {}));
  const [shown, setShown] = useState<ClassName>('MESSAGES');
  const classes = history.data?.retentionHistory[0]?.classes.map((one) => one.class) ?? [];
  const choice = classes.length > 0 && (
    <select
      className="input select input-choice"
      aria-label={t('chart.class')}
      value={shown}
      onChange={({ target }) => {
        const chosen = classes.find((one) => one === target.value);
        if (chosen) setShown(chosen);
      }}
    >
      {classes.map((one) => (
        <option key={one} value={one}>
          {t(`class.${one}`)}
        </option>
      ))}
    </select>
  );
  return (
    <Section title={t('chart.title')} lead={t('chart.lead')} actions={choice}>
      <Loaded query={history}>
        {({ retentionHistory: days }) =>
          days.length === 0 ? (
            <p className="muted">{t('chart.empty')}</p>
          ) : (
            <>
              {MEASURES.map((measure) => (
                <Bars key={measure} days={days} shown={shown} measure={measure} />
              ))}
              <Figures days={days} shown={shown} />
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

function valueOf(day: Day, shown: ClassName, measure: Measure): number {
  return day.classes.find((one) => one.class === shown)?.[measure] ?? 0;
}

interface ChartProps {
  readonly days: readonly Day[];
  readonly shown: ClassName;
}

/** @param from, to days as `YYYY-MM-DD` */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** One measure on a scale of its own: a handful that was deleted is not lost beside a million that is kept. */
function Bars({ days, shown, measure }: ChartProps & { readonly measure: Measure }) {
  const { t, locale } = useWords();
  const values = days.map((day) => valueOf(day, shown, measure));
  const highest = Math.max(1, ...values);
  const step = WIDTH / DAYS;
  const today = days.at(-1)?.date ?? '';
  return (
    <figure className={`bars bars-${measure}`}>
      <figcaption>
        {t(`chart.${measure}`)} <b>{countText(values.at(-1) ?? 0, locale)}</b>
      </figcaption>
      {/* The table below says the same to those who cannot see it. */}
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} preserveAspectRatio="none" aria-hidden="true">
        {values.map((value, index) => {
          const height = value === 0 ? 0 : Math.max(2, (value / highest) * HEIGHT);
          return (
            <rect
              key={days[index]?.date}
              x={(DAYS - 1 - daysBetween(days[index]?.date ?? '', today) + GAP / 2) * step}
              y={HEIGHT - height}
              width={step * (1 - GAP)}
              height={height}
            >
              <title>{`${days[index]?.date ?? ''}: ${countText(value, locale)}`}</title>
            </rect>
          );
        })}
      </svg>
    </figure>
  );
}

function Figures({ days, shown }: ChartProps) {
  const { t, locale } = useWords();
  return (
    <details className="figures">
      <summary>{t('chart.table')}</summary>
      <div className="preview">
        <table className="table">
          <caption className="unseen">{t('chart.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('chart.day')}</th>
              {MEASURES.map((measure) => (
                <th key={measure} scope="col" className="numeric">
                  {t(`chart.${measure}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => (
              <tr key={day.date}>
                <th scope="row">{day.date}</th>
                {MEASURES.map((measure) => (
                  <td key={measure} className="numeric">
                    {countText(valueOf(day, shown, measure), locale)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
