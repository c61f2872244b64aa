import type { FastifyInstance } from 'fastify';

/** One part that must be there before anything is served: the database, the migrations, the scheduler. */
export interface ReadinessCheck {
  readonly name: string;
  /** What it throws counts as "not yet". */
  isReady(): boolean | Promise<boolean>;
}

/**
 * `GET /healthz`: 200 while the process answers. `GET /readyz`: 200 once every check passes, until then 503 with the
 * names of those that do not (contracts/graphql.md, "Addresses").
 */
export function registerHealth(app: FastifyInstance, checks: readonly ReadinessCheck[]): void {
  const config = { isBare: true };
  app.get('/healthz', { config }, () => ({ status: 'ALIVE' }));
  app.get('/readyz', { config }, async (_request, reply) => {
    const states = await Promise.all(checks.map(isReady));
    const waitingFor = checks.filter((_, index) => !states[index]).map(({ name }) => name);
    if (waitingFor.length === 0) return { status: 'READY' };
    return reply.code(503).header('retry-after', '1').send({ status: 'NOT_READY', waitingFor });
  });
}

async function isReady(check: ReadinessCheck): Promise<boolean> {
  try {
    return await check.isReady();
  } catch {
    return false;
  }
}
