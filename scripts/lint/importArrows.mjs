import path from 'node:path';
import { layers, free } from './layers.mjs';

const DATABASE_PACKAGES = /^(mongodb|bson|mongodb-memory-server(-core)?|@agendajs\/mongo-backend)(\/|$)/;
const ROOTS = new Set(['resolvers', 'jobs', 'schema', 'test', 'bench', 'dashboard', 'scripts', 'bin']);

/** The layer of a path relative to the repository, e.g. `src/events/store.ts` → `events`; null where no rule applies. */
export const layerOf = (file) => {
  const [top, second = ''] = file.split('/');
  if (top === 'src') return second.replace(/\.[cm]?[jt]s$/, '');
  return ROOTS.has(top) ? top : null;
};

/** Why `from` may not import `specifier`, or null if it may. Both work on names alone: the files need not exist. */
export const refusal = (from, specifier) => {
  const layer = layerOf(from);
  if (layer === null || free.includes(layer)) return null;
  const rules = layers[layer];
  if (!rules) return null;
  if (!specifier.startsWith('.')) {
    if (DATABASE_PACKAGES.test(specifier) && !rules.mongodb) return `${layer} may not import ${specifier}`;
    if (specifier.startsWith('node:') && rules.node === false) return `${layer} is pure: no ${specifier}`;
    return null;
  }
  const target = layerOf(path.posix.join(path.posix.dirname(from), specifier));
  if (target === layer || (target !== null && rules.imports.includes(target))) return null;
  return `${layer} may not import ${target ?? specifier}`;
};

const inRepository = (context) => path.relative(context.cwd, context.filename).split(path.sep).join('/');

export const importArrows = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{reason}}; see scripts/lint/layers.mjs' } },
  create(context) {
    const from = inRepository(context);
    const check = (node) => {
      if (typeof node?.value !== 'string') return;
      const reason = refusal(from, node.value);
      if (reason) context.report({ node, messageId: 'refused', data: { reason } });
    };
    return {
      Program(node) {
        const layer = layerOf(from);
        if (!from.startsWith('src/') || layers[layer]) return;
        context.report({ node, messageId: 'refused', data: { reason: `${from} belongs to no layer` } });
      },
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
      TSExternalModuleReference: (node) => check(node.expression),
    };
  },
};
