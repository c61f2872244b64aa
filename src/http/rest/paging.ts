import { z } from 'zod';
import type { DateRange } from '../../reading/views.js';
import type { Notice } from '../../domain/retentionRules.js';
import { HttpError } from '../httpError.js';
import { parseDateTime } from './dateTimes.js';

export const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 30;
/** More than any list holds; MongoDB refuses a skip beyond 2^63. */
const MAX_SKIP = 2 ** 40;

const digits = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

const rangeOf = (max: number): string => (max === Number.MAX_SAFE_INTEGER ? 'from 1' : `1 to ${String(max)}`);

/** A query's number from 1 to `max`. */
export const wholeNumber = (max: number, fallback: number, description: string) =>
  z
    .preprocess(
      digits,
      z
        .int(`A whole number is expected, ${rangeOf(max)}.`)
        .min(1)
        .max(max),
    )
    .default(fallback)
    .meta({ description });

const dateTime = (edge: 'START' | 'END', description: string) =>
  z
    .string('One date in ISO 8601 is expected.')
    .transform((text, context) => {
      const at = parseDateTime(text, edge);
      if (at) return at;
      context.addIssue({ code: 'custom', message: 'A date in ISO 8601 is expected.' });
      return z.NEVER;
    })
    .meta({ type: 'string', format: 'date-time', description })
    .optional();

/** The query of a list; unknown parameters are ignored. */
export const pageQuery = z.object({
  page: wholeNumber(Number.MAX_SAFE_INTEGER, 1, 'Which page, from 1.'),
  pageSize: wholeNumber(MAX_PAGE_SIZE, DEFAULT_PAGE_SIZE, 'How many a page.'),
  startDate: dateTime('START', 'Only from this instant on. A day alone means its first millisecond in UTC.'),
  endDate: dateTime(
    'END',
    'Only up to this instant, inclusive. A day alone means its last millisecond in UTC.',
  ),
});
export type PageQuery = z.output<typeof pageQuery>;

export interface PageAnswer {
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly totalPages: number;
  /** Left out when the list is all there ever was. */
  readonly notice?: Notice;
}

/** @throws HttpError INVALID_DATE_RANGE when the start is after the end */
export function readRange({ startDate, endDate }: PageQuery): DateRange {
  if (startDate && endDate && startDate > endDate)
    throw new HttpError('INVALID_DATE_RANGE', 'startDate is after endDate.');
  return { startDate: startDate ?? null, endDate: endDate ?? null };
}

export function readPage({ page, pageSize }: PageQuery): { readonly limit: number; readonly skip: number } {
  return { limit: pageSize, skip: Math.min((page - 1) * pageSize, MAX_SKIP) };
}

export function pageAnswer({ page, pageSize }: PageQuery, total: number, notice: Notice | null): PageAnswer {
  const totalPages = Math.ceil(total / pageSize);
  return { total, page, pageSize, totalPages, ...(notice !== null && { notice }) };
}
