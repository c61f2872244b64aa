import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { otherError } from '../../api/errors.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { saveAs } from '../../ui/saveAs.js';
import { receiptFile } from './receiptFile.js';

/** Saves the chain of receipts as a file for `lethe receipts verify`. @param upTo the last one's sequence; absent: all */
export function DownloadReceipts({
  label,
  upTo,
  small = false,
}: {
  readonly label: string;
  readonly upTo?: number;
  readonly small?: boolean;
}) {
  const download = useMutation({
    mutationFn: () => receiptFile(upTo),
    onSuccess: (text) => saveAs('receipts.json', 'application/json', text),
  });
  const error = otherError(download.error);
  return (
    <>
      {error !== null && <Banner tone="bad">{error}</Banner>}
      <Button
        small={small}
        icon={<Download size={15} aria-hidden />}
        busy={download.isPending}
        onClick={() => download.mutate()}
      >
        {label}
      </Button>
    </>
  );
}
