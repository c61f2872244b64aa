import type { Json, OpenapiDocument, Operation } from './openapi.js';

/** One page of plain HTML: no script, no style in the text, nothing fetched from elsewhere. */
export function docsPage(document: OpenapiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationSection(method, path, operation)),
  );
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) =>
    schemaSection(name, schema),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(document.info['title'])}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body><main>
<h1>${escape(document.info['title'])}</h1>
<p>${escape(document.info['description'])}</p>
<p>Every request carries the header <code>x-api-key</code>. For machines: <a href="/v1/openapi.json">openapi.json</a>.</p>
${operations.join('\n')}
<h2>Shapes</h2>
${schemas.join('\n')}
</main></body>
</html>
`;
}

export const DOCS_CSS = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2.5rem; font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: 0.3rem 0.6rem 0.3rem 0; text-align: left; vertical-align: top; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
`;

function operationSection(method: string, path: string, operation: Operation): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody ? [['body', 'body', shapeOf(contentSchema(requestBody)), '']] : [];
  return `<section id="${escape(operationId)}">
<h2><code>${escape(method.toUpperCase())} ${escape(path)}</code></h2>
<p>${escape(summary)}. ${escape(description)}</p>
${table(
  ['Parameter', 'In', 'Shape', ''],
  [
    ...parameters.map(({ name, in: place, schema, description: text }) => [
      code(name),
      escape(place),
      shapeOf(schema),
      escape(text),
    ]),
    ...body,
  ],
)}
${table(
  ['Status', 'Codes', 'Shape'],
  Object.entries(responses).map(([status, response]) => [
    escape(status),
    status.startsWith('2') ? '' : code(response['description']),
    status.startsWith('2') ? shapeOf(contentSchema(response)) : link('Error'),
  ]),
)}
</section>`;
}

function schemaSection(name: string, schema: Json): string {
  const rows = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Json>>).map(
    ([field, property]) => [code(field), shapeOf(property), escape(property['description'])],
  );
  return `<section id="${escape(name)}">\n<h3>${escape(name)}</h3>\n${table(['Field', 'Shape', ''], rows)}\n</section>`;
}

/** What a JSON schema says, in a few words. */
function shapeOf(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return '';
  const { $ref, anyOf, type, items, enum: values, const: value, format } = schema as Json;
  if (typeof $ref === 'string') return link($ref.split('/').at(-1) ?? '');
  if (Array.isArray(anyOf)) return anyOf.map(shapeOf).join(' or ');
  if (Array.isArray(values)) return values.map(code).join(' | ');
  if (value !== undefined) return code(value);
  if (type === 'array') return `list of ${shapeOf(items)}`;
  const name = Array.isArray(type) ? type.join(' or ') : type;
  return escape(format === 'date-time' ? 'date and time' : name);
}

function contentSchema({ content }: Json): unknown {
  // An answer without a body has none.
  return (content as Readonly<Record<string, Json>> | undefined)?.['application/json']?.['schema'];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const cells = (tag: string, row: readonly string[]) =>
    row.map((cell) => `<${tag}>${cell}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return `<table>\n<thead><tr>${cells('th', head)}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function link(name: string): string {
  return `<a href="#${escape(name)}">${escape(name)}</a>`;
}

function code(text: unknown): string {
  return `<code>${escape(text)}</code>`;
}

function escape(text: unknown): string {
  const plain = typeof text === 'string' || typeof text === 'number' ? String(text) : '';
  return plain.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
