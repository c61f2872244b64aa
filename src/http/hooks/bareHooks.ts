import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** An address may hold anything, also somebody's phone number: only what looks like an id is logged. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The number that a hook's address names, for a log; null for what is no id. */
export function loggedNumber({ params }: FastifyRequest): string | null {
  const { numberId = '' } = params as { readonly numberId?: string };
  return UUID.test(numberId) ? numberId : null;
}

/**
 * A scope for routes that providers post to. The body is read by the handler, once the number is known, and its bytes
 * are what was signed: the signature alone says what they are worth, so no content type is refused, not even a
 * malformed one.
 * @param refuse answers whatever was thrown
 */
export function registerBareHooks(
  app: FastifyInstance,
  refuse: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void,
  add: (hooks: FastifyInstance) => void,
): void {
  void app.register((hooks, _options, done) => {
    hooks.setErrorHandler(refuse);
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    hooks.addHook('onRequest', (request, _reply, next) => {
      delete request.headers['content-type'];
      next();
    });
    hooks.addHook('onRoute', (route) => {
      route.config = { ...route.config, isBare: true };
    });
    add(hooks);
    done();
  });
}
