import { useState } from 'react';
import type { RetentionSettingsQuery } from '../../generated/operations.js';
import { Button } from '../../ui/Button.js';
import { useWords } from '../../words/words.js';
import { useSettingsWords } from './settingsWords.js';
import { hourText } from './hours.js';
import { SweepWindowDialog } from './SweepWindowDialog.js';

export type Hours = RetentionSettingsQuery['account']['sweepWindow'];

/** The hours in which cleanups start by themselves, and the means to change them. */
export function SweepWindow({ current }: { readonly current: Hours }) {
  const { t, locale } = useWords();
  const s = useSettingsWords();
  const [isOpen, setOpen] = useState(false);
  const text =
    current === null
      ? s('window.any')
      : s('window.between', {
          from: hourText(current.fromHour, locale),
          to: hourText(current.toHour, locale),
          zone: current.timeZone,
        });
  return (
    <>
      {text}{' '}
      <Button
        small
        look="quiet"
        aria-label={`${t('common.edit')}: ${s('window.title')}`}
        onClick={() => setOpen(true)}
      >
        {t('common.edit')}
      </Button>
      {isOpen && <SweepWindowDialog current={current} onClose={() => setOpen(false)} />}
    </>
  );
}
