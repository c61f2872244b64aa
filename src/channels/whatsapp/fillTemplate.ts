import type { OutboundTemplate } from '../outbound.js';
import type { ProviderTemplate, TemplateComponent } from './client.js';
import { fillButtons, fillMediaHeader } from './templateParts.js';
import {
  fillPlaceholders,
  namesIn,
  type FilledPart,
  type TemplateProblem,
  type Variables,
} from './templateText.js';

export type { TemplateProblem } from './templateText.js';

export type FilledTemplate =
  | { readonly isFilled: true; readonly template: OutboundTemplate }
  | { readonly isFilled: false; readonly problems: readonly TemplateProblem[] };

/**
 * Fills a template's variables in. Pure. How variables are keyed:
 *
 * - the body: `1`, `2`, …, or, where the template names them, `first_name`;
 * - a header's text: `header.<name>`; the bare name as well, where the template names its variables or the body has no
 *   such variable;
 * - a header's image, video or document: `header`, an http(s) address or the provider's id of uploaded media; for a
 *   document `header.fileName` too, if it is to have a name;
 * - a button: `button.1` for the first one: the end of a link that has `{{1}}`, the code of a copy button, or, if
 *   wanted, the payload of a quick reply. The button of an authentication template has the body's `1` by default.
 *
 * Everything that is missing, empty or unknown is told at once. A value is inserted as it is: placeholders inside of it
 * stay text.
 */
export function fillTemplate(template: ProviderTemplate, variables: Variables): FilledTemplate {
  const parts = template.components.map((component) => fillPart(template, component, variables));
  const used = new Set(parts.flatMap((part) => part.used));
  const unknown = Object.keys(variables)
    .filter((key) => !used.has(key))
    .map((key): TemplateProblem => ({
      variable: isShowable(key) ? key : null,
      code: 'UNKNOWN',
      message: 'The template has no such variable.',
    }));
  const problems = [...parts.flatMap((part) => part.problems), ...unknown];
  if (problems.length > 0) return { isFilled: false, problems };
  const { id: templateId, name, language } = template;
  const texts = parts.flatMap(({ text }) => (text === null || text === '' ? [] : [text]));
  return {
    isFilled: true,
    template: {
      type: 'template',
      templateId,
      name,
      language,
      components: parts.flatMap((part) => part.components),
      text: texts.length === 0 ? null : texts.join('\n\n'),
    },
  };
}

/** A key that somebody sent by mistake may be anything, even a phone number: only what looks like a name is repeated. */
function isShowable(key: string): boolean {
  return /^(\d{1,3}|(header|button)\.\w{1,32}|[a-z_][a-z_0-9]{0,31})$/i.test(key) && !/\d{4}/.test(key);
}

const NOTHING: FilledPart = { components: [], text: null, used: [], problems: [] };

function fillPart(
  template: ProviderTemplate,
  component: TemplateComponent,
  variables: Variables,
): FilledPart {
  switch (component.type) {
    case 'BODY':
      return fillText(template, 'body', component.text ?? '', variables, (name) => name);
    case 'HEADER':
      if (component.format === null || component.format === 'TEXT')
        return fillText(template, 'header', component.text ?? '', variables, headerKeys(template, variables));
      return fillMediaHeader(component.format, variables);
    case 'BUTTONS':
      return fillButtons(template, component.buttons, variables);
    case 'FOOTER':
      return { ...NOTHING, text: component.text };
    case 'OTHER':
      return NOTHING;
  }
}

/** Which key a header's variable is read from. */
function headerKeys(
  { parameterFormat, components }: ProviderTemplate,
  variables: Variables,
): (name: string) => string {
  const body = components.find(({ type }) => type === 'BODY');
  const inBody = new Set(namesIn(body?.text ?? ''));
  return (name) => {
    const full = `header.${name}`;
    const mayBeBare = parameterFormat === 'NAMED' || !inBody.has(name);
    return !Object.hasOwn(variables, full) && mayBeBare && Object.hasOwn(variables, name) ? name : full;
  };
}

function fillText(
  { parameterFormat }: ProviderTemplate,
  type: 'body' | 'header',
  text: string,
  variables: Variables,
  keyOf: (name: string) => string,
): FilledPart {
  const { filled, values, problems } = fillPlaceholders(text, variables, keyOf);
  const parameters = values.map(({ name, value }) => ({
    type: 'text',
    ...(parameterFormat === 'NAMED' && { parameter_name: name }),
    text: value,
  }));
  return {
    components: parameters.length === 0 ? [] : [{ type, parameters }],
    text: filled,
    used: values.map(({ key }) => key),
    problems,
  };
}

/** The keys of the variables that a template must be given, in its own order. */
export function variablesOf(template: ProviderTemplate): readonly string[] {
  const filled = fillTemplate(template, {});
  if (filled.isFilled) return [];
  return filled.problems.flatMap(({ code, variable }) =>
    code === 'MISSING' && variable !== null ? variable : [],
  );
}
