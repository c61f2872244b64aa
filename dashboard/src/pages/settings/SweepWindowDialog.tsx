import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { UpdateSweepWindowDocument } from '../../generated/operations.js';
import { CheckField, Field, SelectField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { useWords } from '../../words/words.js';
import { HOURS, hourText } from './hours.js';
import { useSettingsWords } from './settingsWords.js';
import type { Hours } from './SweepWindow.js';

/** At night, as one would think of first. */
const PROPOSED = { fromHour: 22, toHour: 6 };

/** Binds cleanups to hours of the day, or lets them run at any time. */
export function SweepWindowDialog({
  current,
  onClose,
}: {
  readonly current: Hours;
  readonly onClose: () => void;
}) {
  const { t, locale } = useWords();
  const s = useSettingsWords();
  const [isBound, setBound] = useState(current !== null);
  const [window, setWindow] = useState(
    current ?? { ...PROPOSED, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
  );
  const change = useChange(UpdateSweepWindowDocument, onClose);
  const hours = HOURS.map((hour) => ({ value: String(hour), label: hourText(hour, locale) }));
  const { fromHour, toHour, timeZone } = window;
  return (
    <FormDialog
      title={s('window.choose')}
      submit={t('common.save')}
      change={change}
      fields={['fromHour', 'toHour', 'timeZone']}
      onClose={onClose}
      onSubmit={() => change.mutate({ window: isBound ? { fromHour, toHour, timeZone } : null })}
    >
      <p>{s('window.lead')}</p>
      <CheckField
        label={s('window.only')}
        checked={isBound}
        onChange={({ target }) => setBound(target.checked)}
      />
      {isBound && (
        <>
          <SelectField
            label={s('window.from')}
            choices={hours}
            value={String(fromHour)}
            error={errorOf(change.error, 'fromHour')}
            onChoose={(hour) => setWindow({ ...window, fromHour: Number(hour) })}
          />
          <SelectField
            label={s('window.to')}
            choices={hours}
            value={String(toHour)}
            error={errorOf(change.error, 'toHour')}
            onChoose={(hour) => setWindow({ ...window, toHour: Number(hour) })}
          />
          <ZoneField
            value={timeZone}
            error={errorOf(change.error, 'timeZone')}
            onEnter={(zone) => setWindow({ ...window, timeZone: zone })}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Free text, with the zones that the browser knows to choose from. */
function ZoneField({
  value,
  error,
  onEnter,
}: {
  readonly value: string;
  readonly error: string | undefined;
  readonly onEnter: (zone: string) => void;
}) {
  const s = useSettingsWords();
  return (
    <Field label={s('window.zone')} hint={s('window.zoneHint')} error={error}>
      {(ids) => (
        <>
          <input
            className="input"
            list={`${ids.id}-zones`}
            spellCheck={false}
            required
            value={value}
            onChange={({ target }) => onEnter(target.value)}
            {...ids}
          />
          <datalist id={`${ids.id}-zones`}>
            {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
