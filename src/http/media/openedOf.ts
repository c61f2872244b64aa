import type { FileAnswer, OpenedFile } from '../../media/mediaReader.js';
import { SECOND_MS } from '../../lib/clock.js';
import { nothingHere } from '../errorAnswer.js';
import { tryAgainLater, type HttpError } from '../httpError.js';

/** @throws HttpError for what cannot be had, or not now */
export function openedOf(answer: FileAnswer): OpenedFile {
  switch (answer.kind) {
    case 'OPENED':
      return answer.file;
    case 'GONE':
      throw nothingHere();
    case 'LATER':
      throw notYet(answer.retryAfterMs);
  }
}

export function notYet(ms: number = SECOND_MS): HttpError {
  const seconds = Math.ceil(ms / SECOND_MS);
  return tryAgainLater('The file cannot be had at this moment; ask again soon.', seconds);
}
