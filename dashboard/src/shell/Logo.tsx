/** Three waves, each fainter than the one above: the river that forgets. */
export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--brand)" />
      <g fill="none" stroke="var(--on-brand)" strokeWidth="2.6" strokeLinecap="round">
        <path d="M6 11c3.3-3 6.7-3 10 0s6.7 3 10 0" />
        <path d="M6 17c3.3-3 6.7-3 10 0s6.7 3 10 0" opacity="0.6" />
        <path d="M6 23c3.3-3 6.7-3 10 0s6.7 3 10 0" opacity="0.25" />
      </g>
    </svg>
  );
}
