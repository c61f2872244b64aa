import { execute, parse, subscribe, validate, type ExecutionResult } from 'graphql';
import type { Principal, UserPrincipal } from '../../src/auth/principal.js';
import type { Role } from '../../src/domain/user/roles.js';
import { createRateLimit } from '../../src/auth/rateLimit.js';
import { createContext, type GraphqlContext, type GraphqlDeps } from '../../src/graphql/context.js';
import { createShowError } from '../../src/graphql/errors.js';
import { graphqlSchema } from '../../src/graphql/schema.js';
import type { Sending } from '../../src/sending/sending.js';
import { createSweeps } from '../../src/retention/sweeps.js';
import { createTestGateway, type TestGateway } from './gateway.js';

export interface GraphqlAnswer {
  // A test reads what it has asked for.
  readonly data: Record<string, never> | null;
  readonly codes: readonly unknown[];
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

/** The schema over a gateway in memory, without HTTP; whoever asks is an argument. */
export interface TestGraphql extends TestGateway {
  readonly scheduled: unknown[];
  /** What messages are sent by; tests put a stand-in here. */
  sending: Sending;
  /** What `reauthenticate` says; tests change it. */
  authenticate: (principal: Principal | null) => Promise<Principal | null>;
  userOf(role: Role): UserPrincipal;
  keyOf(number: string | null): Principal;
  run(query: string, asking: Principal | null, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  follow(
    query: string,
    asking: Principal,
    variables?: Record<string, unknown>,
  ): Promise<AsyncIterableIterator<ExecutionResult>>;
}

export async function createTestGraphql(options: { readonly now?: Date } = {}): Promise<TestGraphql> {
  const gateway = await createTestGateway(options);
  const { core, services, account } = gateway;
  const scheduled: unknown[] = [];
  const showError = createShowError(core.log, core.newId);

  const prepare = async (query: string, asking: Principal | null, variableValues = {}) => {
    const document = parse(query);
    const mistakes = validate(graphqlSchema(), document);
    if (mistakes.length > 0) throw new Error(mistakes.map(({ message }) => message).join(' '));
    const deps: GraphqlDeps = {
      services: { ...services, sending: test.sending },
      sweeps: createSweeps(core),
      auth: {
        authenticate: () => test.authenticate(asking),
        prove: () => Promise.reject(new Error('Nobody signs in here.')),
      },
      rateLimit: createRateLimit({ apiKey: 0, user: 0, stranger: 0 }),
      schedule: { runNow: async (name, data) => void scheduled.push([name, data]) },
      publicUrl: 'https://lethe.example',
    };
    const contextValue: GraphqlContext = await createContext(deps, {}, 'request');
    return { schema: graphqlSchema(), document, contextValue, variableValues };
  };

  const test: TestGraphql = Object.assign(gateway, {
    scheduled,
    sending: services.sending,
    authenticate: (principal: Principal | null) => Promise.resolve(principal),
    userOf: (role: Role): UserPrincipal => ({
      kind: 'USER',
      userId: '00000000-0000-7000-8000-00000000000a',
      account,
      homeAccount: account,
      role,
      via: 'SESSION',
    }),
    keyOf: (number: string | null): Principal => ({ kind: 'API_KEY', keyId: 'key', account, number }),
    run: async (query: string, asking: Principal | null, variables?: Record<string, unknown>) => {
      const { data, errors = [] } = await execute(await prepare(query, asking, variables));
      const shown = errors.map(showError).map(({ message, extensions = {} }) => ({ message, extensions }));
      return {
        data: JSON.parse(JSON.stringify(data ?? null)) as GraphqlAnswer['data'],
        codes: shown.map(({ extensions }) => extensions['code']),
        errors: shown,
      };
    },
    follow: async (query: string, asking: Principal, variables?: Record<string, unknown>) => {
      const followed = await subscribe(await prepare(query, asking, variables));
      if (!(Symbol.asyncIterator in followed)) throw followed.errors?.[0] ?? new Error('Refused.');
      return followed;
    },
  });
  return test;
}
