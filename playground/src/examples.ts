import { parse, type DocumentNode } from 'graphql';

/** One operation to try, from a file in `examples/`: its first comment says what it does. */
export interface Example {
  readonly id: string;
  /** The job it belongs to: the file's folder. */
  readonly job: string;
  readonly title: string;
  readonly query: string;
  readonly document: DocumentNode;
}

const files = import.meta.glob<string>('../examples/**/*.graphql', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** In the order of the files' names. */
export const EXAMPLES: readonly Example[] = Object.entries(files)
  .sort(([left], [right]) => left.localeCompare(right))
  .map(([path, query]) => ({
    id: path,
    job: jobOf(path),
    title: /^# (.+)$/m.exec(query)?.[1] ?? path,
    query,
    document: parse(query),
  }));

/** The examples, job by job. */
export function examplesByJob(): ReadonlyMap<string, readonly Example[]> {
  const jobs = new Map<string, Example[]>();
  for (const example of EXAMPLES) {
    const others = jobs.get(example.job);
    if (others) others.push(example);
    else jobs.set(example.job, [example]);
  }
  return jobs;
}

/** `../examples/2-send-log/1-list.graphql` → `Send log`. */
function jobOf(path: string): string {
  const words = (path.split('/').at(-2) ?? '').replace(/^\d+-/, '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
