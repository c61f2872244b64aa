interface ConnectionPage<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** More than anybody chooses from. */
const MAX_PAGES = 20;

/** A list as a whole, read page after page. @param readPage the page behind a cursor; null: the first */
export async function allNodes<Node>(
  readPage: (after: string | null) => Promise<ConnectionPage<Node>>,
  maxPages = MAX_PAGES,
): Promise<readonly Node[]> {
  const all: Node[] = [];
  let after: string | null = null;
  for (let page = 0; page < maxPages; page++) {
    const { edges, pageInfo }: ConnectionPage<Node> = await readPage(after);
    all.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return all;
}
