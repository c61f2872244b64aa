import { useId } from 'react';

/** A day to choose, as `2026-01-31`; empty: none. */
export function DateField({
  label,
  value,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChoose: (day: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        className="input"
        value={value}
        onChange={({ target }) => onChoose(target.value)}
      />
    </div>
  );
}

/** The first instant of a day in the reader's zone. @param day `2026-01-31`; empty: null */
export function startOfDay(day: string): string | null {
  return day === '' ? null : new Date(`${day}T00:00:00`).toISOString();
}

/** The last instant of a day in the reader's zone. @param day `2026-01-31`; empty: null */
export function endOfDay(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString();
}
