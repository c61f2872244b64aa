import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useT } from '../words/words.js';
import { IconButton } from './Button.js';

/**
 * A modal window by the browser's own `<dialog>`: it holds the focus, closes by Escape and gives the focus back.
 * It is open for as long as it is rendered.
 * @param onClose not called while `isHeld`: what was started is to be seen through
 */
export function Dialog({
  title,
  onClose,
  isHeld = false,
  actions,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly isHeld?: boolean;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const t = useT();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (!isHeld) onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        {!isHeld && (
          <IconButton label={t('common.close')} icon={<X size={18} aria-hidden />} onClick={onClose} />
        )}
      </header>
      <div className="dialog-body">{children}</div>
      {actions !== undefined && <footer className="dialog-actions">{actions}</footer>}
    </dialog>
  );
}
