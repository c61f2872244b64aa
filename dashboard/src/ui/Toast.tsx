import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Tone } from './Banner.js';

interface ToastItem {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
}

/** Says a short sentence at the edge of the window, for a few seconds. */
export type SayToast = (text: string, tone?: Tone) => void;

const SHOWN_MS = 5_000;
const ToastContext = createContext<SayToast | null>(null);

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [items, setItems] = useState<readonly ToastItem[]>([]);
  const say = useCallback<SayToast>((text, tone = 'good') => {
    const id = Date.now() + Math.random();
    setItems((before) => [...before.slice(-3), { id, tone, text }]);
    setTimeout(() => setItems((before) => before.filter((item) => item.id !== id)), SHOWN_MS);
  }, []);
  const shown = useMemo(
    () => items.map(({ id, tone, text }) => <Item key={id} tone={tone} text={text} />),
    [items],
  );
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {shown}
      </div>
    </ToastContext>
  );
}

function Item({ tone, text }: Pick<ToastItem, 'tone' | 'text'>) {
  return <p className={`toast tone-${tone}`}>{text}</p>;
}

export function useToast(): SayToast {
  const say = useContext(ToastContext);
  if (!say) throw new Error('useToast() is used outside of its provider.');
  return say;
}
