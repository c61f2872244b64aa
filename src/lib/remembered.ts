/** Gives what `read` gave for so many milliseconds; one at a time asks anew. What failed is not remembered. */
export function remembered<T>(read: () => Promise<T>, ms: number): () => Promise<T> {
  let last: Promise<T> | null = null;
  let until = -Infinity;
  return () => {
    if (last && performance.now() < until) return last;
    const reading = read();
    last = reading;
    until = performance.now() + ms;
    reading.catch(() => {
      if (last === reading) last = null;
    });
    return reading;
  };
}
