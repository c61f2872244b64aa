import type { OutboundList } from '../../channels/outbound.js';
import type { SendInput, SendListInput } from '../sendInput.js';
import { given, type Issues } from './issues.js';
import type { InteractiveAction } from './readButtons.js';

const MAX_BUTTON_TEXT = 20;
const MAX_SECTIONS = 10;
/** Of all sections together. */
const MAX_ROWS = 10;
const MAX_TITLE = 24;
const MAX_DESCRIPTION = 72;
const MAX_ROW_ID = 200;

export function readList({ list, buttons }: SendInput, issues: Issues): InteractiveAction | null {
  if (!list) return null;
  if (buttons && buttons.length > 0)
    issues.add('list', 'CONFLICTING', 'A message has buttons or a list, not both.');
  issues.text('list.buttonText', list.buttonText, MAX_BUTTON_TEXT);
  checkSections(list, issues);
  return { kind: 'LIST', list: toList(list) };
}

function checkSections({ sections }: SendListInput, issues: Issues): void {
  const rows = sections.flatMap((section) => section.rows);
  if (sections.length === 0 || sections.some((section) => section.rows.length === 0))
    issues.add(
      'list.sections',
      'REQUIRED',
      'A list has at least one section, and each section at least one row.',
    );
  if (sections.length > MAX_SECTIONS || rows.length > MAX_ROWS)
    issues.add('list.sections', 'TOO_MANY', 'A list has at most 10 rows in all its sections together.');
  sections.forEach((section, at) => {
    const field = `list.sections.${String(at)}`;
    const title = given(section.title);
    if (title !== null) issues.text(`${field}.title`, title, MAX_TITLE);
    else if (sections.length > 1)
      issues.add(`${field}.title`, 'REQUIRED', 'Where a list has several sections, each needs a title.');
    section.rows.forEach((row, index) => {
      const place = `${field}.rows.${String(index)}`;
      issues.text(`${place}.title`, row.title, MAX_TITLE);
      issues.text(`${place}.rowId`, row.rowId, MAX_ROW_ID);
      const description = given(row.description);
      if (description !== null) issues.text(`${place}.description`, description, MAX_DESCRIPTION);
    });
  });
  const ids = rows.map(({ rowId }) => rowId);
  if (new Set(ids).size < ids.length)
    issues.add('list.sections', 'DUPLICATE', 'Each row of a list needs a rowId of its own.');
}

function toList({ buttonText, sections }: SendListInput): OutboundList {
  return {
    buttonText,
    sections: sections.map((section) => ({
      title: given(section.title),
      rows: section.rows.map(({ rowId, title, description }) => ({
        rowId,
        title,
        description: given(description),
      })),
    })),
  };
}
