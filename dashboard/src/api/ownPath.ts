/** A signed link of the gateway's on our own origin, whatever name the gateway goes by. */
export function ownPath(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return `${pathname}${search}`;
}
