import { LRUCache } from 'lru-cache';
import type {
  Answer,
  ProviderGroup,
  ProviderStorage,
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
const STORAGE_MS = 5 * MINUTE_MS;
/** A template that is not in the list may be newer than the list: it is asked for again, but not more often. */
const FRESH_MS = 10 * SECOND_MS;

/** What the provider tells of a number, in memory alone: a group's subject is PII. */
export interface ProviderLists {
  templates(number: NumberRow): Promise<readonly ProviderTemplate[]>;
  /** Null: the provider does not list it. */
  template(number: NumberRow, id: string): Promise<ProviderTemplate | null>;
  groups(number: NumberRow): Promise<readonly ProviderGroup[]>;
  storage(number: NumberRow): Promise<ProviderStorage>;
}

export function createProviderLists(directory: Directory, client: WhatsappClient): ProviderLists {
  const templates = createHeld(directory, TEMPLATES_MS, (access) => client.listTemplates(access));
  const groups = createHeld(directory, GROUPS_MS, (access) => client.listGroups(access));
  const storage = createHeld(directory, STORAGE_MS, (access) => client.storage(access));
  return {
    templates: (number) => templates(number, TEMPLATES_MS),
    template: async (number, id) => {
      const find = async (maxAgeMs: number): Promise<ProviderTemplate | null> =>
        (await templates(number, maxAgeMs)).find((template) => template.id === id) ?? null;
      return (await find(TEMPLATES_MS)) ?? find(FRESH_MS);
    },
    groups: (number) => groups(number, GROUPS_MS),
    storage: (number) => storage(number, STORAGE_MS),
  };
}

interface Held<T> {
  readonly since: number;
  readonly value: Promise<T>;
}

/** What `ask` gives of a number, asked again once it is too old. What fails is not held. */
function createHeld<T>(
  directory: Directory,
  ttl: number,
  ask: (access: WhatsappAccess) => Promise<Answer<T>>,
): (number: NumberRow, maxAgeMs: number) => Promise<T> {
  const held = new LRUCache<string, Held<T>>({ max: CACHED_NUMBERS, ttl });
  const fetchValue = async (number: NumberRow): Promise<T> => {
    const answer = await ask(await getAccess(directory, number));
    if (answer.kind !== 'OK') throw refusalOf(answer);
    return answer.value;
  };
  return (number, maxAgeMs) => {
    // A number whose secrets or ids changed is another one to the provider.
    const name = `${number.account}/${number._id}/${String(number.version)}`;
    const known = held.get(name);
    if (known && performance.now() - known.since < maxAgeMs) return known.value;
    const value = fetchValue(number);
    held.set(name, { since: performance.now(), value });
    value.catch(() => held.get(name)?.value === value && held.delete(name));
    return value;
  };
}
