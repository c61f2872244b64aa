import type { ProviderGroup, ProviderTemplate, TemplateComponent } from './client.js';
import { isFields, objectAt, stringAt, type Fields } from './fields.js';

/** One page of a list, and where the next begins. */
export interface Listing<T> {
  readonly items: readonly T[];
  /** The cursor of the next page; null: this is the last. */
  readonly after: string | null;
}

/**
 * Reads one page of templates. An entry without id, name or language is left out: it could not be sent.
 * Null where it is no list at all. Never throws.
 */
export function readTemplates(body: unknown): Listing<ProviderTemplate> | null {
  if (!isFields(body) || !Array.isArray(body['data'])) return null;
  return { items: body['data'].flatMap(readTemplate), after: nextCursor(body) };
}

function readTemplate(value: unknown): readonly ProviderTemplate[] {
  if (!isFields(value)) return [];
  const [id, name, language] = [idAt(value, 'id'), stringAt(value, 'name'), stringAt(value, 'language')];
  if (id === null || name === null || language === null) return [];
  const components = value['components'];
  return [
    {
      id,
      name,
      language,
      category: stringAt(value, 'category'),
      status: stringAt(value, 'status'),
      parameterFormat: value['parameter_format'] === 'NAMED' ? 'NAMED' : 'POSITIONAL',
      components: Array.isArray(components) ? components.filter(isFields).map(readComponent) : [],
    },
  ];
}

const COMPONENT_TYPES = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'] as const;

function readComponent(value: Fields): TemplateComponent {
  const type = stringAt(value, 'type')?.toUpperCase();
  const buttons = value['buttons'];
  return {
    type: COMPONENT_TYPES.find((known) => known === type) ?? 'OTHER',
    format: stringAt(value, 'format')?.toUpperCase() ?? null,
    text: stringAt(value, 'text'),
    buttons: Array.isArray(buttons)
      ? buttons.filter(isFields).map((button) => ({
          type: stringAt(button, 'type')?.toUpperCase() ?? 'OTHER',
          text: stringAt(button, 'text') ?? '',
          url: stringAt(button, 'url'),
        }))
      : [],
  };
}

/** Reads one page of groups: `data[]`, `data.groups[]` or `groups[]`. Null where it is no list at all. Never throws. */
export function readGroups(body: unknown): Listing<ProviderGroup> | null {
  if (!isFields(body)) return null;
  const list = [body['data'], objectAt(body, 'data')?.['groups'], body['groups']].find(Array.isArray) as
    readonly unknown[] | undefined;
  if (list === undefined) return null;
  const items = list.filter(isFields).flatMap((group): readonly ProviderGroup[] => {
    const id = idAt(group, 'id') ?? idAt(group, 'group_id');
    return id === null ? [] : [{ id, subject: stringAt(group, 'subject') ?? stringAt(group, 'name') }];
  });
  return { items, after: nextCursor(body) };
}

/** Ids are strings of digits; a JSON number of that length would not be exact, but a short one is. */
function idAt(from: Fields, key: string): string | null {
  const value = from[key];
  return Number.isSafeInteger(value) ? String(value) : stringAt(from, key);
}

/**
 * The next page is asked by its cursor; the address in `next` only tells that there is one. Following it would send the
 * access token to wherever an answer says.
 */
function nextCursor(body: Fields): string | null {
  const paging = objectAt(body, 'paging');
  if (paging === null || stringAt(paging, 'next') === null) return null;
  const cursors = objectAt(paging, 'cursors');
  return cursors === null ? null : stringAt(cursors, 'after');
}
