/**
 * Waits for `work`, but not for ever. Gives whether it was done in time; what it throws later is nobody's any more.
 * @param ms how long at most, in milliseconds
 * @throws what `work` throws in time
 */
export function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, ms);
    work
      .finally(() => {
        clearTimeout(timer);
      })
      .then(() => {
        resolve(true);
      })
      .catch(reject);
  });
}
