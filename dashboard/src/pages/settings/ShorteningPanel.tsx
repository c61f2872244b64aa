import { TriangleAlert } from 'lucide-react';
import { PreviewTable } from '../../retention/PreviewTable.js';
import { usePreview } from '../../retention/usePreview.js';
import { Button } from '../../ui/Button.js';
import { Loaded } from '../../ui/Loaded.js';
import { useT } from '../../words/words.js';
import { meaningOf } from './RetentionField.js';

/** What a shorter period would delete, and the choice to let it. */
export function ShorteningPanel({
  days,
  isSaving,
  onConfirm,
  onCancel,
}: {
  readonly days: number;
  readonly isSaving: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}) {
  const t = useT();
  const preview = usePreview({ days });
  return (
    <div className="panel-warn" role="group" aria-labelledby="shortening-title">
      <h3 id="shortening-title">
        <TriangleAlert size={17} aria-hidden /> {t('settings.confirm.title')}
      </h3>
      <p>{meaningOf(days, t)}</p>
      <p>{t('settings.confirm.text')}</p>
      <Loaded query={preview}>{(facts) => <PreviewTable preview={facts} />}</Loaded>
      <p>
        <strong>{t('preview.final')}</strong>
      </p>
      <div className="form-actions">
        <Button look="danger" busy={isSaving} disabled={preview.data === undefined} onClick={onConfirm}>
          {t('settings.confirm.yes')}
        </Button>
        <Button disabled={isSaving} onClick={onCancel}>
          {t('settings.confirm.no')}
        </Button>
      </div>
    </div>
  );
}
