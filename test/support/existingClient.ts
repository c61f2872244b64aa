/** What an existing client of the v1 contract is given: an address and a key. Nothing in here is of this project. */
export interface ExistingClient {
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{
    readonly status: number;
    readonly headers: Headers;
    readonly body: Readonly<Record<string, unknown>>;
  }>;
}

export function createExistingClient(baseAddress: string, apiKey: string): ExistingClient {
  return {
    ask: async (method, path, body, headers = {}) => {
      const response = await fetch(`${baseAddress}${path}`, {
        method,
        headers: {
          'x-api-key': apiKey,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as Readonly<Record<string, unknown>>;
      return { status: response.status, headers: response.headers, body: answer };
    },
  };
}
