import { useId, type ReactNode } from 'react';
import { otherError } from '../api/errors.js';
import { useT } from '../words/words.js';
import { Banner } from './Banner.js';
import { Button } from './Button.js';
import { Dialog } from './Dialog.js';

/** A form in a window. @param fields those that show their own errors; what else is wrong is told above */
export function FormDialog({
  title,
  submit,
  submitLook = 'primary',
  change,
  fields,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string;
  readonly submit: string;
  /** `danger`: it cannot be taken back. */
  readonly submitLook?: 'primary' | 'danger';
  readonly change: { readonly isPending: boolean; readonly error: Error | null };
  readonly fields: readonly string[];
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useT();
  const id = useId();
  const error = otherError(change.error, fields);
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
          <Button type="submit" form={id} look={submitLook} busy={change.isPending}>
            {submit}
          </Button>
        </>
      }
    >
      {error !== null && <Banner tone="bad">{error}</Banner>}
      <form
        id={id}
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
