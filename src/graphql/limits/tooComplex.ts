import { LetheError } from '../../lib/errors.js';
import type { MAX_SHAPE } from './bounds.js';

/** What is bounded: `COST` and `TOKENS` beside the shape's measures. */
export type Measure = keyof typeof MAX_SHAPE | 'COST' | 'TOKENS';

const SENTENCES: Readonly<Record<Measure, string>> = {
  COST: 'The query may ask for more objects than are given at once: take smaller pages (first, last), or ask in parts.',
  TOKENS: 'The text of the query is too long: send values as variables, and ask in parts.',
  DEPTH: 'The query is nested too deeply: ask for the inner objects by their ids.',
  INTROSPECTION_DEPTH: 'The introspection is nested too deeply.',
  SELECTIONS: 'The query selects too many fields: name each field once, and ask in parts.',
  ROOT_FIELDS: 'The query has too many fields at its top: ask in parts.',
  ALIASES: 'The query has too many aliases: ask in parts, or for many objects by nodes(ids).',
  DIRECTIVES: 'The query has too many directives.',
  DIRECTIVES_AT_ONCE: 'A place of the query has too many directives: there are @skip and @include.',
};
/** Beyond it, numbers are not exact and not JSON. */
const MOST = Number.MAX_SAFE_INTEGER;

/** The refusal of a query by its looks alone; `cost` is what `measure` came to, `limit` what is allowed. */
export function tooComplex(measure: Measure, cost: number, limit: number): LetheError {
  return new LetheError('QUERY_TOO_COMPLEX', SENTENCES[measure], {
    measure,
    cost: Math.min(MOST, Math.ceil(cost)),
    limit,
  });
}
