import { createClient, type Client } from 'graphql-ws';
import { useEffect, useRef } from 'react';
import type { TypedDocumentString } from '../generated/operations.js';
import { actingAccount } from './actingAccount.js';
import { askedLive } from './documents.js';

const MAX_WAIT_MS = 30_000;
let shared: Client | null = null;

/** One socket for all subscriptions of the tab, opened by the first and by the session's cookie. */
function client(): Client {
  shared ??= createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: () => ({ accountId: actingAccount() ?? undefined }),
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: async (retries) => {
      const ms = Math.min(MAX_WAIT_MS, 500 * 2 ** retries) * (0.75 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, ms));
    },
    lazyCloseTimeout: 5_000,
  });
  return shared;
}

/** Ends the socket, so that the next subscription is made by whoever is signed in then. */
export function closeLive(): void {
  void shared?.dispose();
  shared = null;
}

/** Told of a subscription: what came, and that it (re)connected, so that what was missed can be asked for. */
export interface LiveSink<Result> {
  readonly onNext: (data: Result) => void;
  /** It ended by an error; what comes later is not told. */
  readonly onError?: () => void;
  /** The socket came back after it had been lost. */
  readonly onReconnected?: () => void;
}

/** Subscribes; the answer ends it. */
export function subscribe<Result, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  sink: LiveSink<Result>,
): () => void {
  const live = client();
  let connections = 0;
  const forget = live.on('connected', () => {
    if (++connections > 1) sink.onReconnected?.();
  });
  const end = live.subscribe<Result>(
    { ...askedLive(document), variables },
    {
      next: ({ data, errors }) => {
        if (errors) sink.onError?.();
        else if (data) sink.onNext(data);
      },
      error: () => sink.onError?.(),
      complete: () => undefined,
    },
  );
  return () => {
    forget();
    end();
  };
}

/** Subscribes for as long as the component is shown. @param variables null: not at all */
export function useLive<Result, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables | null,
  sink: LiveSink<Result>,
): void {
  const latest = useRef(sink);
  useEffect(() => {
    latest.current = sink;
  });
  const key = variables === null ? null : JSON.stringify(variables);
  useEffect(() => {
    if (key === null) return undefined;
    return subscribe(document, JSON.parse(key) as Variables, {
      onNext: (data) => latest.current.onNext(data),
      onError: () => latest.current.onError?.(),
      onReconnected: () => latest.current.onReconnected?.(),
    });
  }, [document, key]);
}
