/** What a process does: answers whoever asks, does what was left to be done, or both. */
export function partsOf(role: 'all' | 'web' | 'worker'): {
  readonly serves: boolean;
  readonly works: boolean;
} {
  return { serves: role !== 'worker', works: role !== 'web' };
}
