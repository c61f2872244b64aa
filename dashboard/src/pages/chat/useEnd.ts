import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

/** Still at the end, within a rounding of the browser's; pixels. */
const AT_END = 4;

export interface End {
  /** Of what holds the log. */
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  readonly goToEnd: () => void;
  /** To be told whenever the log was scrolled. */
  readonly onMoved: () => void;
}

/**
 * Whether one is at the end of a log. Who is stays there whatever changes its size: a line that is measured, a reason that
 * comes below a message, the place where one writes. Only scrolling up leaves it.
 */
export function useEnd(): End {
  const frame = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  // Read between a scroll and the next drawing, before the state has followed.
  const isHeld = useRef(true);
  const offset = useRef(0);

  const goToEnd = useCallback(() => {
    const log = logIn(frame);
    isHeld.current = true;
    setAtEnd(true);
    if (log) log.scrollTop = log.scrollHeight;
  }, []);

  useEffect(() => {
    const log = logIn(frame);
    if (!log?.firstElementChild) return undefined;
    const observer = new ResizeObserver(() => {
      if (isHeld.current) log.scrollTop = log.scrollHeight;
    });
    observer.observe(log);
    observer.observe(log.firstElementChild);
    return () => observer.disconnect();
  }, []);

  const onMoved = useCallback(() => {
    const log = logIn(frame);
    if (!log) return;
    const isThere = log.scrollTop + log.clientHeight >= log.scrollHeight - AT_END;
    const isUpwards = log.scrollTop < offset.current;
    offset.current = log.scrollTop;
    if (isThere) isHeld.current = true;
    else if (isUpwards) isHeld.current = false;
    setAtEnd(isHeld.current);
  }, []);
  return { frame, isAtEnd, goToEnd, onMoved };
}

/** The list of lines gives no way to its element. */
function logIn(frame: RefObject<HTMLElement | null>): HTMLElement | null {
  return frame.current?.querySelector<HTMLElement>('[role=log]') ?? null;
}
