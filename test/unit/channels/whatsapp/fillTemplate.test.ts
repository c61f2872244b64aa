import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProviderTemplate, TemplateComponent } from '../../../../src/channels/whatsapp/client.js';
import { fillTemplate } from '../../../../src/channels/whatsapp/fillTemplate.js';

const component = (
  type: TemplateComponent['type'],
  rest: Partial<TemplateComponent> = {},
): TemplateComponent => ({ type, format: null, text: null, buttons: [], ...rest });
const body = (text: string) => component('BODY', { text });
const header = (text: string) => component('HEADER', { format: 'TEXT', text });
const template = (
  components: readonly TemplateComponent[],
  rest: Partial<ProviderTemplate> = {},
): ProviderTemplate => ({
  id: '77',
  name: 'order',
  language: 'en_US',
  category: 'UTILITY',
  status: 'APPROVED',
  parameterFormat: 'POSITIONAL',
  components,
  ...rest,
});
const filled = (from: ProviderTemplate, variables: Record<string, string>) => {
  const result = fillTemplate(from, variables);
  if (!result.isFilled) throw new Error(result.problems.map(({ message }) => message).join(' '));
  return result.template;
};
const problems = (from: ProviderTemplate, variables: Record<string, string>) => {
  const result = fillTemplate(from, variables);
  return result.isFilled ? [] : result.problems.map(({ variable, code }) => [variable, code]);
};
const text = (value: string) => ({ type: 'text', text: value });

describe('a template with its variables', () => {
  it('is filled by position, and reads as the recipient reads it', () => {
    const order = template([
      header('For {{1}}'),
      body('Hello {{2}}, order {{1}} is on its way, {{2}}.'),
      component('FOOTER', { text: 'The shop' }),
    ]);
    expect(filled(order, { '1': 'A7', '2': 'Ana', 'header.1': 'you' })).toEqual({
      type: 'template',
      templateId: '77',
      name: 'order',
      language: 'en_US',
      components: [
        { type: 'header', parameters: [text('you')] },
        { type: 'body', parameters: [text('A7'), text('Ana')] },
      ],
      text: 'For you\n\nHello Ana, order A7 is on its way, Ana.\n\nThe shop',
    });
  });

  it('is filled by name', () => {
    const order = template([header('For {{name}}'), body('Hello {{name}}, {{ thing }}')], {
      parameterFormat: 'NAMED',
    });
    const named = (name: string, value: string) => ({ type: 'text', parameter_name: name, text: value });
    expect(filled(order, { name: 'Ana', thing: 'hat' }).components).toEqual([
      { type: 'header', parameters: [named('name', 'Ana')] },
      { type: 'body', parameters: [named('name', 'Ana'), named('thing', 'hat')] },
    ]);
  });

  it('takes a bare key for the header only where the body has none of that name', () => {
    expect(filled(template([header('For {{1}}'), body('Hello')]), { '1': 'Ana' }).text).toBe(
      'For Ana\n\nHello',
    );
    expect(problems(template([header('For {{1}}'), body('Hello {{1}}')]), { '1': 'Ana' })).toEqual([
      ['header.1', 'MISSING'],
    ]);
  });

  it('has media as its header, by address or by id', () => {
    const picture = template([component('HEADER', { format: 'IMAGE' }), body('Look')]);
    const link = 'https://example.org/i.png';
    expect(filled(picture, { header: link }).components).toEqual([
      { type: 'header', parameters: [{ type: 'image', image: { link } }] },
    ]);
    expect(filled(picture, { header: '123' }).components).toEqual([
      { type: 'header', parameters: [{ type: 'image', image: { id: '123' } }] },
    ]);
    expect(problems(picture, {})).toEqual([['header', 'MISSING']]);
    expect(problems(picture, { header: 'not an address' })).toEqual([['header', 'INVALID']]);
    const report = template([component('HEADER', { format: 'DOCUMENT' }), body('Look')]);
    expect(filled(report, { header: link, 'header.fileName': 'a.pdf' }).components).toEqual([
      { type: 'header', parameters: [{ type: 'document', document: { link, filename: 'a.pdf' } }] },
    ]);
    const place = template([component('HEADER', { format: 'LOCATION' }), body('Here')]);
    expect(problems(place, {})).toEqual([[null, 'UNSUPPORTED']]);
  });

  it('has buttons that take a variable', () => {
    const buttons = [
      { type: 'URL', text: 'Home', url: 'https://example.org' },
      { type: 'URL', text: 'Track', url: 'https://example.org/{{1}}' },
      { type: 'QUICK_REPLY', text: 'Stop', url: null },
      { type: 'COPY_CODE', text: 'Copy', url: null },
      { type: 'PHONE_NUMBER', text: 'Call', url: null },
    ];
    const order = template([body('Hi'), component('BUTTONS', { buttons })]);
    const button = (index: number, sub_type: string, parameter: object) => ({
      type: 'button',
      sub_type,
      index: String(index),
      parameters: [parameter],
    });
    expect(filled(order, { 'button.2': 'A7', 'button.3': 'STOP', 'button.4': 'SAVE10' }).components).toEqual([
      button(1, 'url', text('A7')),
      button(2, 'quick_reply', { type: 'payload', payload: 'STOP' }),
      button(3, 'copy_code', { type: 'coupon_code', coupon_code: 'SAVE10' }),
    ]);
    expect(problems(order, { 'button.1': 'x' })).toEqual([
      ['button.2', 'MISSING'],
      ['button.4', 'MISSING'],
      ['button.1', 'UNKNOWN'],
    ]);
  });

  it('gives the button of an authentication template the code of its body', () => {
    const buttons = [{ type: 'URL', text: 'Copy', url: 'https://www.example.org/otp/?code=otp{{1}}' }];
    const code = template([body('{{1}} is your code.'), component('BUTTONS', { buttons })], {
      category: 'AUTHENTICATION',
    });
    expect(filled(code, { '1': '4711' }).components).toEqual([
      { type: 'body', parameters: [text('4711')] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [text('4711')] },
    ]);
  });

  it('tells all that is wrong at once, and repeats no key that is none', () => {
    const order = template([body('{{1}} {{2}} {{3}}')]);
    expect(
      problems(order, { '1': 'a', '2': ' ', '9': 'x', '5511987654321': 'x', 'Maria Silva': 'x' }),
    ).toEqual([
      ['2', 'EMPTY'],
      ['3', 'MISSING'],
      ['9', 'UNKNOWN'],
      [null, 'UNKNOWN'],
      [null, 'UNKNOWN'],
    ]);
    expect(problems(order, { __proto__: 'x', '1': 'a', '2': 'b', '3': 'c' })).toEqual([]);
    expect(problems(template([body('{{constructor}}')], { parameterFormat: 'NAMED' }), {})).toEqual([
      ['constructor', 'MISSING'],
    ]);
  });

  it('inserts any value as it is, wherever its placeholder stands', () => {
    const value = fc.oneof(
      fc.string({ minLength: 1 }).filter((it) => it.trim() !== ''),
      fc.constantFrom('{{2}}', '$&', '$1', '{{1}}', '\\'),
    );
    const piece = fc.oneof(
      fc.string().map((it) => it.replace(/[{}]/g, '')),
      fc.nat(4),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(value, { minLength: 5, maxLength: 5 }),
        (pieces, values) => {
          const numbers = [...new Set(pieces.filter((it) => typeof it === 'number'))].sort((a, b) => a - b);
          const order = template([
            body(pieces.map((it) => (typeof it === 'number' ? `{{${it + 1}}}` : it)).join('')),
          ]);
          const variables = Object.fromEntries(numbers.map((it) => [String(it + 1), values[it] ?? '']));
          const { text: read, components } = filled(order, variables);
          const expected = pieces.map((it) => (typeof it === 'number' ? values[it] : it)).join('');
          expect(read).toBe(expected === '' ? null : expected);
          const parameters = numbers.map((it) => text(values[it] ?? ''));
          expect(components).toEqual(parameters.length === 0 ? [] : [{ type: 'body', parameters }]);
        },
      ),
    );
  });
});
