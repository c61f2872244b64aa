import type { UserError } from './errors.js';

/**
 * What the gateway refused, in the reader's language: its own English sentence, or ours for the code. Sentences are
 * fetched when the first one is needed.
 * @param codes the most telling first
 */
export async function sentenceOf(codes: readonly string[], message: string): Promise<string> {
  if (document.documentElement.lang !== 'pt') return message;
  try {
    const { errorsPt } = await import('../words/errors/pt.js');
    return codes.map((code) => errorsPt[code]).find((sentence) => sentence !== undefined) ?? message;
  } catch {
    // Out of reach, as the gateway itself may be: English is better than nothing.
    return message;
  }
}

/** The same for all that is wrong with an input. */
export function translated(errors: readonly UserError[]): Promise<readonly UserError[]> {
  return Promise.all(
    errors.map(async (error) => ({ ...error, message: await sentenceOf([error.code], error.message) })),
  );
}
