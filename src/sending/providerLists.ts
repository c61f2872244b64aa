import { LRUCache } from 'lru-cache';
import type {
  Answer,
  ProviderGroup,
  ProviderTemplate,
  WhatsappAccess,
  WhatsappClient,
} from '../channels/whatsapp/client.js';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import type { Directory } from '../projections/directory.js';
import type { NumberRow } from '../projections/rows.js';
import { getAccess, refusalOf } from './access.js';

const CACHED_NUMBERS = 1_000;
const TEMPLATES_MS = 5 * MINUTE_MS;
const GROUPS_MS = MINUTE_MS;
/** A template that is not in the list may be newer than the list: it is asked for again, but not more often. */
const FRESH_MS = 10 * SECOND_MS;

/** The provider's lists of a number, in memory alone: a group's subject is PII. */
export interface ProviderLists {
  templates(number: NumberRow): Promise<readonly ProviderTemplate[]>;
  /** Null: the provider does not list it. */
  template(number: NumberRow, id: string): Promise<ProviderTemplate | null>;
  groups(number: NumberRow): Promise<readonly ProviderGroup[]>;
}

export function createProviderLists(directory: Directory, client: WhatsappClient): ProviderLists {
  const templates = createList(directory, TEMPLATES_MS, (access) => client.listTemplates(access));
  const groups = createList(directory, GROUPS_MS, (access) => client.listGroups(access));
  return {
    templates: (number) => templates(number, TEMPLATES_MS),
    template: async (number, id) => {
      const find = async (maxAgeMs: number): Promise<ProviderTemplate | null> =>
        (await templates(number, maxAgeMs)).find((template) => template.id === id) ?? null;
      return (await find(TEMPLATES_MS)) ?? find(FRESH_MS);
    },
    groups: (number) => groups(number, GROUPS_MS),
  };
}

interface Held<T> {
  readonly since: number;
  readonly items: Promise<readonly T[]>;
}

function createList<T>(
  directory: Directory,
  ttl: number,
  ask: (access: WhatsappAccess) => Promise<Answer<readonly T[]>>,
): (number: NumberRow, maxAgeMs: number) => Promise<readonly T[]> {
  const held = new LRUCache<string, Held<T>>({ max: CACHED_NUMBERS, ttl });
  const fetchItems = async (number: NumberRow): Promise<readonly T[]> => {
    const answer = await ask(await getAccess(directory, number));
    if (answer.kind !== 'OK') throw refusalOf(answer);
    return answer.value;
  };
  return (number, maxAgeMs) => {
    // A number whose secrets or ids changed is another one to the provider.
    const name = `${number.account}/${number._id}/${String(number.version)}`;
    const known = held.get(name);
    if (known && performance.now() - known.since < maxAgeMs) return known.items;
    const items = fetchItems(number);
    held.set(name, { since: performance.now(), items });
    items.catch(() => held.get(name)?.items === items && held.delete(name));
    return items;
  };
}
