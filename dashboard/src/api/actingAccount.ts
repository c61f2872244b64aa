const KEY = 'lethe.account';

/** The account that a SUPER_ADMIN acts in, in this tab; null: their own. */
export function actingAccount(): string | null {
  return sessionStorage.getItem(KEY);
}

/** @param id null: back to one's own */
export function actIn(id: string | null): void {
  if (id === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, id);
}
