import { useState } from 'react';
import { errorOf, otherError } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { SetNumberPiiModeDocument, type PiiMode } from '../../generated/operations.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { TextField } from '../../ui/Field.js';
import { wholeNumber } from '../../ui/figures.js';
import { useToast } from '../../ui/Toast.js';
import { useT } from '../../words/words.js';
import { isSame, isTighter, type ModeSetting } from './modeChange.js';
import type { NumberSettings } from './NumberPage.js';
import { ProviderStorageNote } from './ProviderStorageNote.js';
import { TighterModeDialog } from './TighterModeDialog.js';

const MODES = ['STORE_INDEFINITE', 'STORE_X_DAYS', 'RELAY_ONLY'] as const;

/** The three PII modes with what each does; a tighter one is confirmed with what it erases. */
export function ModeForm({ number }: { readonly number: NumberSettings }) {
  const t = useT();
  const say = useToast();
  const current: ModeSetting = { mode: number.piiMode, days: number.piiRetentionDays };
  const [mode, setMode] = useState<PiiMode>(current.mode);
  const [daysText, setDaysText] = useState(String(current.days ?? 30));
  const [isAsking, setAsking] = useState(false);
  const days = mode === 'STORE_X_DAYS' ? wholeNumber(daysText) : null;
  const wanted: ModeSetting = { mode, days };
  const change = useChange(SetNumberPiiModeDocument, () => {
    setAsking(false);
    say(t('common.saved'));
  });
  const save = (applyNow: boolean): void =>
    change.mutate({
      numberId: number.id,
      mode,
      ...(mode === 'STORE_X_DAYS' && { piiRetentionDays: days ?? 0 }),
      ...(applyNow && { applyNow }),
    });
  const daysError = errorOf(change.error, 'piiRetentionDays');
  const failure = isAsking ? null : otherError(change.error, ['piiRetentionDays']);
  const hasDays = mode !== 'STORE_X_DAYS' || (days !== null && days > 0);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (hasDays && isTighter(current, wanted)) setAsking(true);
        else save(false);
      }}
    >
      <fieldset className="choices">
        <legend className="unseen">{t('numbers.mode')}</legend>
        {MODES.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="mode" checked={mode === one} onChange={() => setMode(one)} />
            <span>
              <strong>{t(`mode.${one}`)}</strong> <code className="muted">{one}</code>
              <span className="choice-text">{t(`mode.${one}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {mode === 'STORE_X_DAYS' && (
        <TextField
          label={t('numbers.days')}
          hint={t('numbers.daysHint')}
          inputMode="numeric"
          required
          isShort
          value={daysText}
          error={daysError}
          after={<span className="muted">{t('settings.daysUnit')}</span>}
          onChange={({ target }) => setDaysText(target.value)}
        />
      )}
      <ProviderStorageNote numberId={number.id} />
      {failure !== null && <Banner tone="bad">{failure}</Banner>}
      <div className="form-actions">
        <Button
          type="submit"
          look="primary"
          busy={change.isPending && !isAsking}
          disabled={isSame(current, wanted)}
        >
          {t('common.save')}
        </Button>
      </div>
      {isAsking && (
        <TighterModeDialog
          number={number}
          wanted={wanted}
          change={change}
          onSave={save}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
}
