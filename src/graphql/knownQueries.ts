import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphqlContext } from './context.js';
import type { Executor } from './executor.js';

/** Gives the answer's text; null: Apollo must answer. */
export type AnswerKnown = (request: FastifyRequest, reply: FastifyReply) => Promise<string | null>;

interface KnownBody {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

const PLAIN_FIELDS = new Set(['query', 'operationName', 'variables']);

/**
 * Answers what Apollo has parsed, validated and executed before, from the compiled query: Apollo's pipeline costs
 * as much as a page of messages does. Whatever is out of the ordinary, an error not least, is Apollo's to answer.
 * Forged requests cannot come here: a JSON body is never sent across sites without a preflight.
 */
export function createAnswerKnown(
  executor: Executor,
  contextOf: (request: FastifyRequest) => Promise<GraphqlContext>,
): AnswerKnown {
  return async (request, reply) => {
    const { body } = request;
    if (!isPlain(body) || !takesJson(request.headers.accept)) return null;
    const { query: source, operationName, variables } = body;
    const asked = { source, operationName: operationName ?? undefined, variables: variables ?? undefined };
    if (!executor.isKnown(asked)) return null;
    try {
      const result = await executor.executeKnown({ ...asked, context: await contextOf(request) });
      if (!result) return null;
      void reply.type('application/json; charset=utf-8');
      return JSON.stringify(result);
    } catch {
      // Apollo meets it again, and tells it as GraphQL tells errors.
      return null;
    }
  };
}

function isPlain(body: unknown): body is KnownBody {
  if (typeof body !== 'object' || body === null) return false;
  const { query, operationName, variables } = body as Partial<Record<keyof KnownBody, unknown>>;
  return (
    typeof query === 'string' &&
    (typeof operationName === 'string' || (operationName ?? null) === null) &&
    typeof (variables ?? {}) === 'object' &&
    !Array.isArray(variables) &&
    Object.keys(body).every((name) => PLAIN_FIELDS.has(name))
  );
}

/** Nothing else is asked for than JSON; content negotiation is Apollo's. */
function takesJson(accept: string | undefined): boolean {
  return accept === undefined || accept === '*/*' || accept === 'application/json';
}
