import { useNavigate } from '@tanstack/react-router';
import { otherError } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { RunSweepDocument } from '../../generated/operations.js';
import { PreviewTable } from '../../retention/PreviewTable.js';
import { usePreview } from '../../retention/usePreview.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { Loaded } from '../../ui/Loaded.js';
import { useT } from '../../words/words.js';

/** Shows what is due now, and starts the run that erases it. */
export function RunSweepDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const preview = usePreview({});
  const run = useChange(RunSweepDocument, ({ sweep }) => {
    if (sweep) void navigate({ to: '/sweeps/$sweepId', params: { sweepId: sweep.id } });
  });
  const error = otherError(run.error);
  return (
    <Dialog
      title={t('sweeps.runTitle')}
      onClose={onClose}
      isHeld={run.isPending}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="danger" busy={run.isPending} onClick={() => run.mutate({})}>
            {t('sweeps.run')}
          </Button>
        </>
      }
    >
      <p>{t('sweeps.runText')}</p>
      <Loaded query={preview}>{(facts) => <PreviewTable preview={facts} />}</Loaded>
      {error !== null && <Banner tone="bad">{error}</Banner>}
    </Dialog>
  );
}
