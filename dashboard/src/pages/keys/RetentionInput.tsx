import { TextField } from '../../ui/Field.js';
import { useT } from '../../words/words.js';

/** The days that a key's send log keeps PII, with what 0 means. */
export function RetentionInput({
  value,
  error,
  onChange,
}: {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const t = useT();
  return (
    <TextField
      label={t('keys.retentionDays')}
      inputMode="numeric"
      autoComplete="off"
      required
      isShort
      value={value}
      hint={value.trim() === '0' ? t('keys.hintZero') : t('keys.hint')}
      error={error}
      after={<span className="muted">{t('settings.daysUnit')}</span>}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
