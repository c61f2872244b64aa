import { useState } from 'react';
import { PreviewTable } from '../../retention/PreviewTable.js';
import { usePreview } from '../../retention/usePreview.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { CheckField } from '../../ui/Field.js';
import { Loaded } from '../../ui/Loaded.js';
import { useT } from '../../words/words.js';
import type { ModeSetting } from './modeChange.js';
import type { NumberSettings } from './NumberPage.js';

/** What a tighter mode erases, counted by the same selector as the run that does it; and whether at once. */
export function TighterModeDialog({
  number,
  wanted,
  change,
  onSave,
  onClose,
}: {
  readonly number: NumberSettings;
  readonly wanted: ModeSetting;
  readonly change: { readonly isPending: boolean; readonly error: Error | null };
  readonly onSave: (applyNow: boolean) => void;
  readonly onClose: () => void;
}) {
  const t = useT();
  const [applyNow, setApplyNow] = useState(false);
  const preview = usePreview({
    numberId: number.id,
    mode: wanted.mode,
    ...(wanted.days !== null && { piiRetentionDays: wanted.days }),
  });
  return (
    <ConfirmDialog
      title={t('numbers.tighterTitle')}
      yes={applyNow ? t('numbers.tighterNow') : t('numbers.tighterYes')}
      change={change}
      onYes={() => onSave(applyNow)}
      onClose={onClose}
    >
      <p>{t(`numbers.tighter.${wanted.mode}`, { name: number.name })}</p>
      <Loaded query={preview}>{(facts) => <PreviewTable preview={facts} />}</Loaded>
      <CheckField
        label={t('numbers.applyNow')}
        hint={t('numbers.applyNowHint')}
        checked={applyNow}
        onChange={({ target }) => setApplyNow(target.checked)}
      />
      <p>
        <strong>{t('preview.final')}</strong>
      </p>
    </ConfirmDialog>
  );
}
