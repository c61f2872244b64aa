import type { JsonValue } from '../channels/json.js';
import type { ProviderGroup, ProviderTemplate, TemplateComponent } from '../channels/whatsapp/client.js';

/** One page of templates: chosen by `name`, `status` and `language`, and told as far as `fields` says. */
export function templatePage(templates: readonly ProviderTemplate[], origin: string, url: URL): JsonValue {
  const { searchParams } = url;
  const fields = searchParams.get('fields') ?? 'name,language,status,category,parameter_format,components';
  const told = new Set(['id', ...fields.split(',')]);
  const isWanted = (template: ProviderTemplate): boolean =>
    (['name', 'status', 'language'] as const).every((key) =>
      [null, template[key]].includes(searchParams.get(key)),
    );
  const items = templates.filter(isWanted).map((template): JsonValue => {
    const { parameterFormat, components, ...rest } = template;
    const whole = {
      ...rest,
      parameter_format: parameterFormat,
      components: components.map(componentJson),
    } satisfies JsonValue;
    return Object.fromEntries(Object.entries(whole).filter(([key]) => told.has(key)));
  });
  return page(items, origin, url, (data) => data);
}

export function groupPage(groups: readonly ProviderGroup[], origin: string, url: URL): JsonValue {
  const items = groups.map(({ id, subject }): JsonValue => ({ id, subject, created_at: '1768478400' }));
  return page(items, origin, url, (data) => ({ groups: data }));
}

/** Without what it has not: the provider leaves fields out. */
function componentJson({ type, format, text, buttons }: TemplateComponent): JsonValue {
  return {
    type,
    ...(format !== null && { format }),
    ...(text !== null && { text }),
    ...(buttons.length > 0 && {
      buttons: buttons.map((button) => ({
        type: button.type,
        text: button.text,
        ...(button.url !== null && { url: button.url }),
      })),
    }),
  };
}

const DEFAULT_LIMIT = 25;

/** By the cursor `after`: an opaque word for how many came before. */
function page(
  items: readonly JsonValue[],
  origin: string,
  { pathname, searchParams }: URL,
  shape: (data: readonly JsonValue[]) => JsonValue,
): JsonValue {
  const limit = Math.max(1, Number(searchParams.get('limit')) || DEFAULT_LIMIT);
  const start = Number(Buffer.from(searchParams.get('after') ?? '', 'base64url').toString()) || 0;
  const end = Math.min(start + limit, items.length);
  const cursor = (count: number): string => Buffer.from(String(count)).toString('base64url');
  const next = `${origin}${pathname}?limit=${limit}&after=${cursor(end)}`;
  const cursors = { before: cursor(start), after: cursor(end) };
  return { data: shape(items.slice(start, end)), paging: { cursors, ...(end < items.length && { next }) } };
}
