import { EngineMismatchError } from './errors.js';

/** The engines Lethe can start by itself. */
export const EMBEDDED_ENGINES = ['mongod', 'secantus'] as const;
export type EmbeddedEngine = (typeof EMBEDDED_ENGINES)[number];

/** How a program is come by, in the order of preference. */
export type Way = 'local-mongod' | 'downloaded-mongod' | 'secantus';

const WAYS: Readonly<Record<EmbeddedEngine, readonly Way[]>> = {
  mongod: ['local-mongod', 'downloaded-mongod'],
  secantus: ['secantus'],
};

/**
 * Which ways to try, first to last. The engine that wrote the folder is kept, even when a better one turns up:
 * neither reads the other's files.
 * @throws EngineMismatchError when the operator pins another engine than the one that wrote the folder
 */
export function chooseWays(choice: {
  readonly folder: string;
  readonly pinned: EmbeddedEngine | undefined;
  readonly remembered: EmbeddedEngine | undefined;
}): readonly Way[] {
  const { folder, pinned, remembered } = choice;
  if (pinned !== undefined && remembered !== undefined && pinned !== remembered) {
    throw new EngineMismatchError(folder, remembered, pinned);
  }
  const engine = remembered ?? pinned;
  return engine === undefined ? [...WAYS.mongod, ...WAYS.secantus] : WAYS[engine];
}
