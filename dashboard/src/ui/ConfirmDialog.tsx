import type { ReactNode } from 'react';
import { otherError } from '../api/errors.js';
import { useT } from '../words/words.js';
import { Banner } from './Banner.js';
import { Button } from './Button.js';
import { Dialog } from './Dialog.js';

/** Asks before something that cannot be taken back. @param change what is done on yes; its error is shown */
export function ConfirmDialog({
  title,
  yes,
  change,
  onYes,
  onClose,
  children,
}: {
  readonly title: string;
  /** What the button says: the deed itself, not "OK". */
  readonly yes: string;
  readonly change: { readonly isPending: boolean; readonly error: Error | null };
  readonly onYes: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useT();
  const error = otherError(change.error);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      isHeld={change.isPending}
      actions={
        <>
          <Button onClick={onClose} disabled={change.isPending}>
            {t('common.cancel')}
          </Button>
          <Button look="danger" busy={change.isPending} onClick={onYes}>
            {yes}
          </Button>
        </>
      }
    >
      {children}
      {error !== null && <Banner tone="bad">{error}</Banner>}
    </Dialog>
  );
}
