import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';

const URL_OF_GRAPHQL = new URL('/graphql', location.href);
const URL_OF_SOCKET = new URL(URL_OF_GRAPHQL);
URL_OF_SOCKET.protocol = URL_OF_GRAPHQL.protocol.replace('http', 'ws');

/** What a socket calls the headers that may be sent with a request (contract: connection parameters). */
const PARAMETERS: Readonly<Record<string, string>> = {
  'x-account-id': 'accountId',
  'x-api-key': 'apiKey',
  authorization: 'authorization',
};

/** The account that a SUPER_ADMIN chose in the dashboard, in this tab (dashboard/src/api/actingAccount.ts). */
function chosenAccount(): Readonly<Record<string, string>> {
  const account = sessionStorage.getItem('lethe.account');
  return account === null ? {} : { 'x-account-id': account };
}

/**
 * Asks our own address with the session's cookie, which the browser adds; subscriptions go over a WebSocket of their
 * own. It acts in the account that was chosen in the dashboard; headers of the editor are sent along and win.
 */
export const fetcher: Fetcher = (parameters, options) => {
  const headers = { ...chosenAccount(), ...options?.headers };
  const ask = createGraphiQLFetcher({
    url: URL_OF_GRAPHQL.href,
    subscriptionUrl: URL_OF_SOCKET.href,
    headers,
    wsConnectionParams: parametersOf(headers),
    enableIncrementalDelivery: false,
  });
  return ask(parameters, options);
};

/** Asks one thing and gives its data; null when it was refused. */
export async function ask(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const response = await fetch(URL_OF_GRAPHQL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...chosenAccount() },
    body: JSON.stringify({ query, variables }),
  });
  const { data = null } = (await response.json()) as { data?: unknown };
  return data;
}

function parametersOf(headers: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const parameter = PARAMETERS[name.toLowerCase()];
      return parameter === undefined ? [] : [[parameter, value]];
    }),
  );
}
