import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../../../src/lib/clock.js';
import { InvalidInput } from '../../../src/lib/errors.js';
import { parseSendInput, type SendInput } from '../../../src/sending/sendInput.js';
import { SendRefused } from '../../../src/sending/sendRefused.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const TO = { destinationNumber: '+4915112345678' };
const text = (length: number): string => 'x'.repeat(length);
const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    rowId: `r${String(index)}`,
    title: `Row ${String(index)}`,
  }));
const replies = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ type: 'reply', label: `Button ${String(index)}` }));
const list = (count: number) => ({ buttonText: 'Choose', sections: [{ rows: rows(count) }] });

function fieldsOf(input: SendInput): readonly string[] {
  try {
    parseSendInput(input, NOW);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return [...new Set(error.errors.map(({ field }) => field))];
    throw error;
  }
}

describe('what a send may be', () => {
  test.each<[string, SendInput, object]>([
    ['a text', { ...TO, text: 'hello' }, { type: 'text', body: 'hello' }],
    ['a text with no variables', { ...TO, text: 'hello', variables: {} }, { type: 'text' }],
    [
      'a template',
      { ...TO, templateId: 't1', variables: { a: 'b' } },
      { type: 'templateReference', templateId: 't1', variables: { a: 'b' } },
    ],
    [
      'media with a caption',
      { ...TO, media: 'https://example.org/a.png', mediaType: 'image', text: 'look' },
      { type: 'media', mediaType: 'image', caption: 'look', source: { kind: 'LINK' } },
    ],
    [
      'uploaded media',
      { ...TO, mediaId: '123', mediaType: 'voice' },
      { type: 'media', source: { kind: 'UPLOADED', providerMediaId: '123' } },
    ],
    ['reply buttons', { ...TO, text: 'yes?', buttons: replies(3) }, { action: { kind: 'BUTTONS' } }],
    [
      'a url button with header and footer',
      {
        ...TO,
        text: 'see',
        buttons: [{ type: 'url', label: 'Open', url: 'https://example.org' }],
        header: { type: 'image', content: 'https://example.org/a.png' },
        footer: 'bye',
      },
      { footer: 'bye', header: { type: 'image' } },
    ],
    ['a list', { ...TO, text: 'pick', list: list(10) }, { action: { kind: 'LIST' } }],
  ])('%s', (_name, input, content) => {
    expect(parseSendInput(input, NOW).content).toMatchObject(content);
  });

  test('goes to a number, a person of the business or a group', () => {
    const of = (input: SendInput) => parseSendInput({ text: 'x', ...input }, NOW).recipient;
    expect(of(TO)).toEqual({ kind: 'PHONE', phone: TO.destinationNumber });
    expect(of({ destinationNumber: 'BR.1349001' })).toEqual({ kind: 'USER', userId: 'BR.1349001' });
    expect(of({ groupId: 'Y2F0' })).toEqual({ kind: 'GROUP', groupId: 'Y2F0' });
  });

  test('a deliverAt that has passed means at once', () => {
    const passed = { ...TO, text: 'x', deliverAt: '2026-03-01T11:00:00Z' };
    expect(parseSendInput(passed, NOW).deliverAt).toBeNull();
    const ahead = parseSendInput({ ...TO, text: 'x', deliverAt: '2026-03-01T15:00:00+02:00' }, NOW);
    expect(ahead.deliverAt).toEqual(new Date('2026-03-01T13:00:00Z'));
  });
});

describe('what a send may not be, by its field', () => {
  const at = (ms: number): Date => new Date(NOW.getTime() + ms);
  test.each<[readonly string[], SendInput]>([
    [['text'], TO],
    [['text'], { ...TO, text: 'a', templateId: 't' }],
    [['text'], { ...TO, templateId: 't', media: 'https://example.org', mediaType: 'image' }],
    [['destinationNumber'], { text: 'a' }],
    [['destinationNumber'], { text: 'a', ...TO, groupId: 'g' }],
    [['destinationNumber'], { text: 'a', destinationNumber: '030 123' }],
    [['groupId'], { text: 'a', groupId: 'not an id' }],
    [['text'], { ...TO, text: text(4_097) }],
    [['text'], { ...TO, text: ' ' }],
    [['variables'], { ...TO, text: 'a', variables: { a: 'b' } }],
    [['mediaType'], { ...TO, text: 'a', mediaType: 'image' }],
    [['mediaType'], { ...TO, media: 'https://example.org' }],
    [['mediaType'], { ...TO, media: 'https://example.org', mediaType: 'gif' }],
    [['media'], { ...TO, media: 'ftp://example.org', mediaType: 'image' }],
    [['text'], { ...TO, media: 'https://example.org', mediaType: 'audio', text: 'caption' }],
    [['text'], { ...TO, media: 'https://example.org', mediaType: 'image', text: text(1_025) }],
    [['fileName'], { ...TO, media: 'https://example.org', mediaType: 'image', fileName: 'a.png' }],
    [['buttons'], { ...TO, text: 'a', buttons: replies(4) }],
    [['buttons'], { ...TO, templateId: 't', buttons: replies(1) }],
    [
      ['buttons'],
      { ...TO, text: 'a', buttons: [...replies(1), { type: 'url', label: 'U', url: 'https://e.org' }] },
    ],
    [['buttons.0.label'], { ...TO, text: 'a', buttons: [{ type: 'reply', label: text(21) }] }],
    [['buttons.0.url'], { ...TO, text: 'a', buttons: [{ type: 'url', label: 'U' }] }],
    [['buttons.0.type'], { ...TO, text: 'a', buttons: [{ type: 'poll', label: 'U' }] }],
    [['list'], { ...TO, text: 'a', buttons: replies(1), list: list(1) }],
    [['list.sections'], { ...TO, text: 'a', list: list(11) }],
    [['list.sections'], { ...TO, text: 'a', list: list(0) }],
    [
      ['list.sections.0.rows.0.title', 'list.sections.0.rows.0.description'],
      {
        ...TO,
        text: 'a',
        list: {
          buttonText: 'b',
          sections: [{ rows: [{ rowId: 'r', title: text(25), description: text(73) }] }],
        },
      },
    ],
    [['list.buttonText'], { ...TO, text: 'a', list: { ...list(1), buttonText: text(21) } }],
    [['header'], { ...TO, text: 'a', header: { type: 'text', content: 'h' } }],
    [['footer'], { ...TO, text: 'a', footer: 'f' }],
    [['footer'], { ...TO, text: 'a', buttons: replies(1), footer: text(61) }],
    [['header.content'], { ...TO, text: 'a', buttons: replies(1), header: { type: 'image', content: 'x' } }],
    [['labels'], { ...TO, text: 'a', labels: Array.from({ length: 21 }, (_, index) => String(index)) }],
    [['labels.0'], { ...TO, text: 'a', labels: [text(101)] }],
    [['deliverAt'], { ...TO, text: 'a', deliverAt: 'tomorrow' }],
    [['deliverAt'], { ...TO, text: 'a', deliverAt: '2026-03-02T12:00:00' }],
    [['deliverAt'], { ...TO, text: 'a', deliverAt: at(366 * DAY_MS) }],
    [['deliverUntil'], { ...TO, text: 'a', deliverAt: at(2 * HOUR_MS), deliverUntil: at(HOUR_MS) }],
    [['destinationNumber', 'text'], {}],
  ])('%j', (fields, input) => {
    expect(fieldsOf(input)).toEqual(fields);
  });

  test.each(['call', 'copy'])('a %s button is explained', (type) => {
    const input = { ...TO, text: 'a', buttons: [{ type, label: 'x' }] };
    expect(() => parseSendInput(input, NOW)).toThrow(SendRefused);
  });

  test('whatever comes: a parsed send or a refusal, and no message repeats what was given', () => {
    const value = fc.option(fc.string({ minLength: 8 }), { nil: undefined });
    const input = fc.record(
      {
        text: value,
        templateId: value,
        media: value,
        mediaType: value,
        destinationNumber: value,
        groupId: value,
        footer: value,
        deliverAt: value,
        replyTo: value,
        labels: fc.array(fc.string({ minLength: 8 })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(input, (given) => {
        try {
          parseSendInput(given as SendInput, NOW);
        } catch (error) {
          if (!(error instanceof InvalidInput)) throw error;
          expect(error.errors.length).toBeGreaterThan(0);
          const canaried = parseWithCanary(given as SendInput);
          expect(canaried).not.toContain('canary');
        }
      }),
    );
  });
});

function parseWithCanary(input: SendInput): string {
  const marked = Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      typeof value === 'string' ? `${value}canary` : value,
    ]),
  );
  try {
    parseSendInput(marked, NOW);
    return '';
  } catch (error) {
    return error instanceof InvalidInput ? JSON.stringify(error.errors) : '';
  }
}
