import { registerEnumType } from 'type-graphql';

/**
 * A closed set of the schema. Names and values are the same, so that the executor may pass a value through as it
 * is (src/graphql/executor.ts).
 */
export function enumOf<const Values extends readonly string[]>(
  name: string,
  values: Values,
  description: string,
  descriptions?: Readonly<Partial<Record<Values[number], string>>>,
): { readonly [Value in Values[number]]: Value } {
  const entries = values.map((value) => [value, value]);
  const result = Object.fromEntries(entries) as { readonly [Value in Values[number]]: Value };
  const valuesConfig = Object.fromEntries(
    Object.entries<string | undefined>(descriptions ?? {}).map(([value, text]) => [
      value,
      { description: text },
    ]),
  ) as Parameters<typeof registerEnumType<typeof result>>[1]['valuesConfig'];
  registerEnumType(result, { name, description, ...(valuesConfig && { valuesConfig }) });
  return result;
}
