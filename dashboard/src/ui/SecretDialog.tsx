import { useT } from '../words/words.js';
import { Banner } from './Banner.js';
import { Button } from './Button.js';
import { CopyButton } from './CopyButton.js';
import { Dialog } from './Dialog.js';

/** Shows a secret the one time that it can be shown. */
export function SecretDialog({
  title,
  secret,
  note,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  /** Why it has to be kept now. */
  readonly note: string;
  readonly onClose: () => void;
}) {
  const t = useT();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          {t('common.kept')}
        </Button>
      }
    >
      <Banner tone="warn">{note}</Banner>
      <div className="secret">
        <code>{secret}</code>
        <CopyButton text={secret} />
      </div>
    </Dialog>
  );
}
