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
