import type { OutboundButton, OutboundInteractive } from '../../channels/outbound.js';
import type { SendButtonInput, SendInput } from '../sendInput.js';
import { SendRefused } from '../sendRefused.js';
import { checkUrl, given, type Issues } from './issues.js';

export type InteractiveAction = OutboundInteractive['action'];

const MAX_LABEL = 20;
const MAX_ID = 256;
const MAX_REPLIES = 3;

/** One to three replies, or one url. @throws SendRefused FEATURE_NOT_SUPPORTED for call and copy */
export function readButtons({ buttons }: SendInput, issues: Issues): InteractiveAction | null {
  if (!buttons || buttons.length === 0) return null;
  if (buttons.some(({ type }) => type === 'call' || type === 'copy'))
    throw new SendRefused(
      'FEATURE_NOT_SUPPORTED',
      'WhatsApp has call and copy buttons in approved templates only: put the button into a template and send that.',
      { field: 'buttons' },
    );
  const read = buttons.flatMap((button, index) => readButton(button, index, issues) ?? []);
  const urls = read.filter(({ type }) => type === 'url').length;
  if (urls > 0 && buttons.length > 1)
    issues.add('buttons', 'CONFLICTING', 'A url button stands alone: one url, or up to three replies.');
  else if (buttons.length > MAX_REPLIES)
    issues.add('buttons', 'TOO_MANY', 'buttons may hold at most 3 replies.');
  const ids = read.map((button) => (button.type === 'reply' ? button.id : ''));
  if (urls === 0 && new Set(ids).size < ids.length)
    issues.add('buttons', 'DUPLICATE', 'Each reply button needs an id of its own.');
  const labels = read.map(({ label }) => label);
  if (new Set(labels).size < labels.length)
    issues.add('buttons', 'DUPLICATE', 'Each button needs a label of its own.');
  return { kind: 'BUTTONS', buttons: read };
}

function readButton(button: SendButtonInput, index: number, issues: Issues): OutboundButton | null {
  const field = `buttons.${String(index)}`;
  const { type, label } = button;
  issues.text(`${field}.label`, label, MAX_LABEL);
  if (type === 'reply') {
    const id = given(button.id) ?? `button-${String(index + 1)}`;
    issues.text(`${field}.id`, id, MAX_ID);
    return { type: 'reply', id, label };
  }
  if (type === 'url') {
    const url = given(button.url);
    if (url !== null) {
      checkUrl(issues, `${field}.url`, url);
      return { type: 'url', label, url };
    }
    issues.add(`${field}.url`, 'REQUIRED', 'A url button needs url.');
    return null;
  }
  issues.add(`${field}.type`, 'UNKNOWN_VALUE', 'A button is of type reply, url, call or copy.');
  return null;
}
