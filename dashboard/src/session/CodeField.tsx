import { TextField } from '../ui/Field.js';
import { useT } from '../words/words.js';

/** Where the code of an authenticator is entered; phones offer digits and fill it in themselves. */
export function CodeField({
  value,
  error,
  onEnter,
  isDigitsOnly = false,
  autoFocus = false,
}: {
  readonly value: string;
  readonly error?: string | undefined;
  readonly onEnter: (code: string) => void;
  /** Else a recovery code may be entered as well. */
  readonly isDigitsOnly?: boolean;
  readonly autoFocus?: boolean;
}) {
  const t = useT();
  return (
    <TextField
      label={t('session.code')}
      hint={isDigitsOnly ? undefined : t('session.codeHint')}
      autoComplete="one-time-code"
      inputMode={isDigitsOnly ? 'numeric' : 'text'}
      spellCheck={false}
      required
      autoFocus={autoFocus}
      value={value}
      error={error}
      onChange={({ target }) => onEnter(target.value)}
    />
  );
}
