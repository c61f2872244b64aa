import type { Translate } from '../words/words.js';

interface Actor {
  readonly type: 'USER' | 'API_KEY' | 'SYSTEM';
  readonly id: string;
  readonly user: { readonly name: string | null; readonly email: string | null } | null;
}

/** Who did something, as far as they are still known. */
export function actorText({ type, user, id }: Actor, t: Translate): string {
  if (type === 'USER') return user?.name ?? user?.email ?? t('audit.formerUser');
  return type === 'API_KEY' ? `${t('audit.apiKey')} ${id.slice(-6)}` : t('audit.system');
}
