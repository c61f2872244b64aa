import { placesIn, replaced } from './places.js';

/** A request to send. */
export interface HostileRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** One place of one address where any value can be put. */
export interface RestTarget {
  /** `POST /v1/messages/send text`. */
  readonly name: string;
  requestWith(value: unknown): HostileRequest;
}

interface OpenApi {
  readonly components: { readonly schemas: Schemas };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}
interface OpenApiOperation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}
type Schemas = Readonly<Record<string, JsonSchema>>;
interface JsonSchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** A body that is right, by the endpoint: its neighbours are what makes one wrong field count. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/messages/send': { destinationNumber: '+4915155508181', text: 'hello' },
  'DELETE /v1/messages/cancel': { messageIds: ['018f3c5e-7a1b-7c3d-8e4f-0123456789ab'] },
  'POST /v1/webhooks': { name: 'hook', url: 'https://hooks.example/', events: ['message.received'] },
};

/** Every parameter and every field of a body that the OpenAPI document knows. */
export function restTargets(openApi: unknown, ids: readonly string[]): readonly RestTarget[] {
  const { paths, components } = openApi as OpenApi;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      targetsOf(method.toUpperCase(), path, operation, ids, components.schemas),
    ),
  );
}

function targetsOf(
  method: string,
  path: string,
  { parameters = [], requestBody }: OpenApiOperation,
  ids: readonly string[],
  schemas: Schemas,
): readonly RestTarget[] {
  const name = `${method} ${path}`;
  const [id = ''] = ids;
  const here = path.replaceAll(/\{\w+\}/g, id);
  const schema = requestBody?.content['application/json']?.schema;
  const body = schema ? (BODIES[name] ?? {}) : null;
  const text = body === null ? null : JSON.stringify(body);
  return [
    ...parameters.map((parameter) => ({
      name: `${name} ${parameter.name}`,
      requestWith: (value: unknown): HostileRequest => {
        const sent = encoded(textOf(value));
        if (parameter.in === 'header')
          return { method, path: here, headers: headerOf(parameter.name, value), body: text };
        if (parameter.in === 'query')
          return { method, path: `${here}?${encoded(parameter.name)}=${sent}`, headers: {}, body: text };
        return { method, path: path.replaceAll(/\{\w+\}/g, sent), headers: {}, body: text };
      },
    })),
    ...(schema ? placesOf(schema, schemas, 4) : []).map((place) => ({
      name: `${name} ${place.join('.')}`,
      requestWith: (value: unknown) => ({
        method,
        path: here,
        headers: {},
        body: JSON.stringify(replaced(body, place, value)),
      }),
    })),
  ];
}

function placesOf(schema: JsonSchema, schemas: Schemas, levels: number): readonly (readonly string[])[] {
  if (levels === 0) return [[]];
  const named = schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const parts = [named, ...(named.anyOf ?? []), ...(named.oneOf ?? [])];
  const below = (of: JsonSchema, name: string): readonly (readonly string[])[] =>
    placesOf(of, schemas, levels - 1).map((place) => [name, ...place]);
  return [
    [],
    ...parts.flatMap(({ properties = {}, items }) => [
      ...Object.entries(properties).flatMap(([name, of]) => below(of, name)),
      ...(items ? below(items, '0') : []),
    ]),
  ];
}

/** Every place of a webhook's body; the caller signs what comes out. */
export function bodyTargets(
  name: string,
  body: unknown,
): readonly { readonly name: string; bodyWith(value: unknown): string }[] {
  return placesIn(body).map((place) => ({
    name: `${name} ${place.join('.')}`,
    bodyWith: (value: unknown) => JSON.stringify(replaced(body, place, value)),
  }));
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** As bytes: what is no text at all can be sent as well. */
export function encoded(text: string): string {
  return [...Buffer.from(text.slice(0, 8_000))]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');
}

/** What HTTP lets a header hold; anything else never leaves a client. */
function headerOf(name: string, value: unknown): Readonly<Record<string, string>> {
  return {
    [name]: textOf(value)
      .replaceAll(/[^\u0020-\u007e]/g, '')
      .slice(0, 8_000),
  };
}
