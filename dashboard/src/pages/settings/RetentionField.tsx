import { Check } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { errorOf, otherError } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { UpdateDataRetentionDocument } from '../../generated/operations.js';
import { Banner } from '../../ui/Banner.js';
import { TextField } from '../../ui/Field.js';
import { useT, type Translate } from '../../words/words.js';
import { MAX_DAYS, readEntry } from './retentionChange.js';
import { ShorteningPanel } from './ShorteningPanel.js';

/** Long enough to type the next digit: 3 on the way to 365 is not an entry. */
const ENTERED_AFTER_MS = 900;

/**
 * The retention period: saved by itself once a value is entered. A shorter one waits for a confirmation that shows
 * what it would delete; a longer one has nothing to ask.
 */
export function RetentionField({ current }: { readonly current: number | null }) {
  const t = useT();
  const [text, setText] = useState(textOf(current));
  const [pending, setPending] = useState<number | null>(null);
  const [isTouched, setTouched] = useState(false);
  const change = useChange(UpdateDataRetentionDocument, () => {
    setPending(null);
    setTouched(false);
  });

  const enter = (): void => {
    const entry = readEntry(text, current);
    setTouched(true);
    setPending(entry.kind === 'TIGHTER' ? entry.days : null);
    if (entry.kind === 'LOOSER') change.mutate({ days: entry.days });
  };
  const enterSoon = useEffectEvent(enter);
  useEffect(() => {
    if (text === textOf(current)) return undefined;
    const timer = setTimeout(() => {
      enterSoon();
    }, ENTERED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, current]);

  const isInvalid = isTouched && readEntry(text, current).kind === 'INVALID';
  const error = isInvalid ? t('settings.invalid', { max: MAX_DAYS }) : errorOf(change.error, 'days');
  const failure = otherError(change.error, ['days']);
  return (
    <div className="form">
      <TextField
        label={t('settings.days')}
        inputMode="numeric"
        autoComplete="off"
        isShort
        value={text}
        hint={t('settings.daysHint', { max: MAX_DAYS })}
        error={error}
        after={
          <>
            <span className="muted">{t('settings.daysUnit')}</span>
            <SaveState isSaving={change.isPending} isSaved={change.isSuccess && text === textOf(current)} />
          </>
        }
        onChange={({ target }) => {
          setText(target.value);
          setTouched(false);
          setPending(null);
          change.reset();
        }}
        onBlur={() => {
          if (text !== textOf(current)) enter();
        }}
        onKeyDown={({ key }) => {
          if (key === 'Enter') enter();
        }}
      />
      {failure !== null && <Banner tone="bad">{failure}</Banner>}
      {pending === null ? (
        <p className="meaning">{meaningOf(current, t)}</p>
      ) : (
        <ShorteningPanel
          days={pending}
          isSaving={change.isPending}
          onConfirm={() => change.mutate({ days: pending })}
          onCancel={() => {
            setText(textOf(current));
            setPending(null);
          }}
        />
      )}
    </div>
  );
}

function SaveState({ isSaving, isSaved }: { readonly isSaving: boolean; readonly isSaved: boolean }) {
  const t = useT();
  return (
    <span className="save-state" role="status">
      {isSaving && t('common.saving')}
      {!isSaving && isSaved && (
        <>
          <Check size={15} aria-hidden /> {t('common.saved')}
        </>
      )}
    </span>
  );
}

function textOf(days: number | null): string {
  return days === null ? '' : String(days);
}

/** What a retention period does, in a sentence. */
export function meaningOf(days: number | null, t: Translate): string {
  if (days === null) return t('settings.means.none');
  return days === 0 ? t('settings.means.zero') : t('settings.means.days', { count: days });
}
