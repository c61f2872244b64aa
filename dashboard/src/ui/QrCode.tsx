import { useMemo } from 'react';
import { encode } from 'uqr';

/** Modules of white around it, without which readers do not find it (ISO/IEC 18004). */
const QUIET = 4;

/** A text as a picture for a phone's camera; dark on white in every colour scheme. @param label what it is, for those who cannot see it */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  return (
    <svg className="qr" viewBox={`0 0 ${String(size)} ${String(size)}`} role="img" aria-label={label}>
      <path d={path} shapeRendering="crispEdges" />
    </svg>
  );
}

function drawn(text: string): { readonly size: number; readonly path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET });
  const squares = data.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${String(x)} ${String(y)}h1v1h-1z` : '')),
  );
  return { size, path: squares.join('') };
}
