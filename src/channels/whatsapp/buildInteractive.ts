import type { JsonValue } from '../json.js';
import type { OutboundButton, OutboundHeader, OutboundInteractive, OutboundList } from '../outbound.js';
import { UnsendableContent } from './unsendableContent.js';

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * Writes buttons or a list as the provider takes them: replies, or one link, or a list, never two of them.
 * @throws UnsendableContent
 */
export function buildInteractive({ body, header, footer, action }: OutboundInteractive): Fields {
  const { type, ...built } = action.kind === 'LIST' ? buildList(action.list) : buildButtons(action.buttons);
  return {
    type,
    ...(header !== null && { header: buildHeader(header) }),
    body: { text: body },
    ...(footer !== null && { footer: { text: footer } }),
    ...built,
  };
}

function buildHeader({ type, content }: OutboundHeader): Fields {
  return type === 'text' ? { type, text: content } : { type, [type]: { link: content } };
}

function buildButtons(buttons: readonly OutboundButton[]): { readonly type: string } & Fields {
  const [first] = buttons;
  if (first?.type === 'url' && buttons.length === 1) {
    const parameters = { display_text: first.label, url: first.url };
    return { type: 'cta_url', action: { name: 'cta_url', parameters } };
  }
  const replies = buttons.filter((button) => button.type === 'reply');
  if (replies.length === 0 || replies.length !== buttons.length)
    throw new UnsendableContent('Buttons are one to three replies, or one link, and not both.');
  return {
    type: 'button',
    action: { buttons: replies.map(({ id, label }) => ({ type: 'reply', reply: { id, title: label } })) },
  };
}

function buildList({ buttonText, sections }: OutboundList): { readonly type: string } & Fields {
  if (!sections.some(({ rows }) => rows.length > 0))
    throw new UnsendableContent('A list has at least one row.');
  return {
    type: 'list',
    action: {
      button: buttonText,
      sections: sections.map(({ title, rows }) => ({
        ...(title !== null && { title }),
        rows: rows.map(({ rowId, title: rowTitle, description }) => ({
          id: rowId,
          title: rowTitle,
          ...(description !== null && { description }),
        })),
      })),
    },
  };
}
