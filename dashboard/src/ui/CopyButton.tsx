import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../words/words.js';
import { Button } from './Button.js';

const SHOWN_MS = 2_000;

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, small = true }: { readonly text: string; readonly small?: boolean }) {
  const t = useT();
  const [isDone, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), SHOWN_MS);
  };
  const icon = isDone ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />;
  return (
    <Button small={small} icon={icon} onClick={() => void copy()}>
      <span aria-live="polite">{isDone ? t('common.copied') : t('common.copy')}</span>
    </Button>
  );
}
