import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError } from 'graphql';
import type { Log } from '../lib/log.js';
import type { GraphqlContext, GraphqlDeps } from './context.js';
import type { ShowError } from './errors.js';
import { createGateway, type Executor } from './executor.js';
import { MAX_TOKENS } from './limits/bounds.js';
import { graphqlSchema } from './schema.js';

/** Apollo as a pipeline only: what hooks every field (cache control alone costs a third of the time) is off. */
const PLUGINS: ApolloServerPlugin<GraphqlContext>[] = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

export async function startApollo(
  deps: GraphqlDeps,
  showError: ShowError,
  executor: Executor,
): Promise<ApolloServer<GraphqlContext>> {
  const schema = graphqlSchema();
  const apollo = new ApolloServer<GraphqlContext>({
    gateway: createGateway(schema, executor),
    // Who may is the gate's to say.
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: PLUGINS,
    logger: createApolloLog(deps.services.core.log),
    formatError: (_formatted, error) => showError(error instanceof GraphQLError ? error : wrapped(error)),
  });
  await apollo.start();
  return apollo;
}

function wrapped(error: unknown): GraphQLError {
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error('Not an error.') });
}

/** Apollo's messages can quote an error's message, which can quote what was sent: only that there was one is kept. */
function createApolloLog(log: Log) {
  const ignore = (): void => undefined;
  const problem = (): void => log.warn({}, 'Apollo Server reported a problem.');
  return { debug: ignore, info: ignore, warn: problem, error: problem };
}
