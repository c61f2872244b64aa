import type { OutboundHeader, OutboundInteractive } from '../../channels/outbound.js';
import type { SendContent, SendInput } from '../sendInput.js';
import { checkUrl, given, type Issues } from './issues.js';
import type { InteractiveAction } from './readButtons.js';
import { readMedia } from './readMedia.js';

const MAX_TEXT = 4_096;
/** The body of a message with buttons; one with a list takes the full length. */
const MAX_BUTTONS_BODY = 1_024;
const MAX_FOOTER = 60;
const MAX_HEADER = 60;
const MAX_TEMPLATE_ID = 512;
const HEADER_TYPES: readonly OutboundHeader['type'][] = ['text', 'image', 'video', 'document'];

/** Exactly one of text, templateId, media; what may stand beside it is checked here. */
export function readContent(
  input: SendInput,
  action: InteractiveAction | null,
  issues: Issues,
): SendContent | null {
  const text = given(input.text);
  const templateId = given(input.templateId);
  const media = given(input.media) ?? given(input.mediaId);
  // With media the text is its caption.
  const modes = [media === null ? text : null, templateId, media].filter((mode) => mode !== null).length;
  if (modes !== 1 || (templateId !== null && text !== null)) {
    const code = modes === 0 ? 'REQUIRED' : 'CONFLICTING';
    issues.add(
      'text',
      code,
      'Exactly one of text, templateId and media must be given (with media, text is its caption).',
    );
    return null;
  }
  if (media === null && given(input.mediaType) !== null)
    issues.add('mediaType', 'CONFLICTING', 'mediaType belongs to media, which is not given.');
  if (templateId === null && Object.keys(input.variables ?? {}).length > 0)
    issues.add('variables', 'CONFLICTING', 'variables belong to templateId, which is not given.');
  checkExtras(input, action, text !== null && media === null, issues);
  if (templateId !== null) {
    issues.text('templateId', templateId, MAX_TEMPLATE_ID);
    return { type: 'templateReference', templateId, variables: {} };
  }
  if (media !== null) return readMedia(input, text, issues);
  if (text === null) return null;
  issues.text('text', text, action?.kind === 'BUTTONS' ? MAX_BUTTONS_BODY : MAX_TEXT);
  return action ? interactive(input, text, action, issues) : { type: 'text', body: text };
}

function checkExtras(
  input: SendInput,
  action: InteractiveAction | null,
  isText: boolean,
  issues: Issues,
): void {
  if (action !== null) {
    const field = action.kind === 'LIST' ? 'list' : 'buttons';
    if (!isText) issues.add(field, 'CONFLICTING', `${field} go with text; media can be their header.`);
    return;
  }
  if (input.header)
    issues.add('header', 'CONFLICTING', 'A header goes with buttons or a list, and there is neither.');
  if (given(input.footer) !== null)
    issues.add('footer', 'CONFLICTING', 'A footer goes with buttons or a list, and there is neither.');
}

function interactive(
  input: SendInput,
  body: string,
  action: InteractiveAction,
  issues: Issues,
): OutboundInteractive {
  const footer = given(input.footer);
  if (footer !== null) issues.text('footer', footer, MAX_FOOTER);
  return { type: 'interactive', body, header: readHeader(input, action, issues), footer, action };
}

function readHeader({ header }: SendInput, action: InteractiveAction, issues: Issues): OutboundHeader | null {
  if (!header) return null;
  const type = HEADER_TYPES.find((known) => known === header.type);
  if (!type) {
    issues.add('header.type', 'UNKNOWN_VALUE', 'A header is of type text, image, video or document.');
    return null;
  }
  if (type === 'text') issues.text('header.content', header.content, MAX_HEADER);
  else if (action.kind === 'LIST')
    issues.add('header.type', 'CONFLICTING', 'The header of a list is a text.');
  else checkUrl(issues, 'header.content', header.content);
  return { type, content: header.content };
}
