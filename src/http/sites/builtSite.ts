import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Where the build puts a site for browsers: `dist/<name>` of this checkout, whether we run from `dist/` or from the
 * sources.
 * @param name the folder of its sources: `playground`
 * @returns null: it was not built
 */
export function builtSite(name: string): string | null {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  const built = path.join(folder, 'dist', name);
  return existsSync(path.join(built, 'index.html')) ? built : null;
}
