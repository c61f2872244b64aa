import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';

interface Said {
  readonly label: string;
  /** What the reader should know before entering. */
  readonly hint?: ReactNode;
  /** What is wrong with what was entered. */
  readonly error?: string | undefined;
  /** Stands behind the control, as a unit or a state. */
  readonly after?: ReactNode;
}

interface Ids {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** A label, a control, its hint and its error, tied together for those who cannot see them. */
export function Field({
  label,
  hint,
  error,
  after,
  children,
}: Said & { readonly children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [...(hint === undefined ? [] : [hintId]), ...(error === undefined ? [] : [errorId])];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-control">
        {children({
          id,
          'aria-describedby': described.join(' ') || undefined,
          'aria-invalid': error === undefined ? undefined : true,
        })}
        {after}
      </div>
      {error !== undefined && (
        <p className="field-error" id={errorId} role="alert">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p className="field-hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'id'>;

export function TextField({
  label,
  hint,
  error,
  after,
  isShort = false,
  ...input
}: Said & InputProps & { /** For a few digits. */ readonly isShort?: boolean }) {
  return (
    <Field label={label} hint={hint} error={error} after={after}>
      {(ids) => <input type="text" className={isShort ? 'input input-short' : 'input'} {...input} {...ids} />}
    </Field>
  );
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export function SelectField<Value extends string>({
  label,
  hint,
  error,
  after,
  choices,
  value,
  onChoose,
  ...select
}: Said &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className' | 'id' | 'onChange' | 'value'> & {
    readonly choices: readonly Choice<Value>[];
    readonly value: Value;
    readonly onChoose: (value: Value) => void;
  }) {
  return (
    <Field label={label} hint={hint} error={error} after={after}>
      {(ids) => (
        <select
          className="input select"
          {...select}
          {...ids}
          value={value}
          onChange={({ target }) => {
            const chosen = choices.find((choice) => choice.value === target.value);
            if (chosen) onChoose(chosen.value);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField({
  label,
  hint,
  ...input
}: Pick<Said, 'label' | 'hint'> & Omit<InputProps, 'type'>) {
  const id = useId();
  return (
    <div className="check-field">
      <input
        type="checkbox"
        {...input}
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
