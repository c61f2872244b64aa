/**
 * A copy of a JSON value with another value at a place; what is missing on the way is made. Properties are defined,
 * not assigned: a name such as `__proto__` stays one.
 */
export function replaced(whole: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(whole) || (whole === undefined && /^\d+$/.test(first))) {
    const list: unknown[] = Array.isArray(whole) ? [...(whole as unknown[])] : [];
    list[Number(first)] = replaced(list[Number(first)], rest, value);
    return list;
  }
  const object = typeof whole === 'object' && whole !== null ? whole : {};
  const below = replaced((object as Record<string, unknown>)[first], rest, value);
  return Object.fromEntries([...Object.entries(object).filter(([name]) => name !== first), [first, below]]);
}

/** Every place of a JSON value, objects and lists included. */
export function placesIn(whole: unknown): readonly (readonly string[])[] {
  if (typeof whole !== 'object' || whole === null) return [[]];
  return [
    [],
    ...Object.entries(whole).flatMap(([name, value]) => placesIn(value).map((place) => [name, ...place])),
  ];
}
