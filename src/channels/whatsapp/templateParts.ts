import type { JsonValue } from '../json.js';
import type { ProviderTemplate, TemplateComponent } from './client.js';
import { namesIn, valueOf, type FilledPart, type TemplateProblem, type Variables } from './templateText.js';

const HEADER = 'header';
const FILE_NAME = 'header.fileName';
const MEDIA_FORMATS: ReadonlySet<string> = new Set(['IMAGE', 'VIDEO', 'DOCUMENT']);
const MEDIA_ID = /^\w{1,64}$/;

/** A header that is an image, a video or a document. */
export function fillMediaHeader(format: string, variables: Variables): FilledPart {
  const part = (
    components: readonly JsonValue[],
    used: readonly string[],
    problems: readonly TemplateProblem[],
  ): FilledPart => ({ components, text: null, used, problems });
  if (!MEDIA_FORMATS.has(format)) {
    const message = 'Templates with this kind of header cannot be sent yet.';
    return part([], [], [{ variable: null, code: 'UNSUPPORTED', message }]);
  }
  const type = format.toLowerCase();
  const value = valueOf(variables, HEADER);
  if (typeof value !== 'string') {
    const message = `The template’s header is a ${type}: give its address, or the id of uploaded media, as ${HEADER}.`;
    return part([], [HEADER, FILE_NAME], [{ ...value, message }]);
  }
  const source = URL.canParse(value) && /^https?:/i.test(value) ? { link: value } : { id: value };
  if ('id' in source && !MEDIA_ID.test(value)) {
    const message =
      'It must be an address that starts with https:// or http://, or the id of uploaded media.';
    return part([], [HEADER, FILE_NAME], [{ variable: HEADER, code: 'INVALID', message }]);
  }
  const isDocument = format === 'DOCUMENT';
  const fileName = isDocument && Object.hasOwn(variables, FILE_NAME) ? variables[FILE_NAME] : undefined;
  const media = { ...source, ...(fileName !== undefined && fileName !== '' && { filename: fileName }) };
  const component = { type: 'header', parameters: [{ type, [type]: media }] };
  return part([component], isDocument ? [HEADER, FILE_NAME] : [HEADER], []);
}

/** Buttons show no text that differs from send to send, so that chats do without them. */
export function fillButtons(
  { category }: ProviderTemplate,
  buttons: TemplateComponent['buttons'],
  variables: Variables,
): FilledPart {
  const components: JsonValue[] = [];
  const used: string[] = [];
  const problems: TemplateProblem[] = [];
  buttons.forEach((button, index) => {
    const form = formOf(button);
    if (form === null) return;
    const own = `button.${index + 1}`;
    const isCode = category === 'AUTHENTICATION' && form.subType === 'url' && !Object.hasOwn(variables, own);
    const key = isCode ? '1' : own;
    if (!form.isNeeded && !Object.hasOwn(variables, key)) return;
    used.push(key);
    const value = valueOf(variables, key);
    if (typeof value !== 'string') problems.push(value);
    else
      components.push({
        type: 'button',
        sub_type: form.subType,
        index: String(index),
        parameters: [form.parameter(value)],
      });
  });
  return { components, text: null, used, problems };
}

interface ButtonForm {
  readonly subType: string;
  readonly isNeeded: boolean;
  readonly parameter: (value: string) => JsonValue;
}

/** How a button takes its variable; null: it has none. */
function formOf({ type, url }: TemplateComponent['buttons'][number]): ButtonForm | null {
  switch (type) {
    case 'URL':
      if (url === null || namesIn(url).length === 0) return null;
      return { subType: 'url', isNeeded: true, parameter: (text) => ({ type: 'text', text }) };
    case 'OTP':
      return { subType: 'url', isNeeded: true, parameter: (text) => ({ type: 'text', text }) };
    case 'COPY_CODE':
      return {
        subType: 'copy_code',
        isNeeded: true,
        parameter: (code) => ({ type: 'coupon_code', coupon_code: code }),
      };
    case 'QUICK_REPLY':
      return {
        subType: 'quick_reply',
        isNeeded: false,
        parameter: (payload) => ({ type: 'payload', payload }),
      };
    default:
      return null;
  }
}
