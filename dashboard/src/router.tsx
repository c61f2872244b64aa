import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { isSignedOut } from './api/errors.js';
import { viewerQuery } from './session/viewer.js';
import { Shell } from './shell/Shell.js';
import { NotFound, Trouble } from './shell/Trouble.js';

interface RouterContext {
  readonly queries: QueryClient;
}

/** A text of the address' search, else absent. */
export function searchText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string; ended?: boolean } => {
    const to = searchText(search['to']);
    return {
      // A path of ours and nothing else: `//host` and `https:` would lead away.
      ...(to !== undefined && /^\/(?![/\\])/.test(to) && { to }),
      ...(search['ended'] === true && { ended: true }),
    };
  },
  component: lazyRouteComponent(() => import('./session/SignInPage.js'), 'SignInPage'),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./session/ForgotPasswordPage.js'), 'ForgotPasswordPage'),
});

/** Everything behind the sign-in. `number` is what the number switcher stands at. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  validateSearch: (search: Record<string, unknown>): { number?: string } => {
    const number = searchText(search['number']);
    return number === undefined ? {} : { number };
  },
  search: { middlewares: [retainSearchParams(['number'])] },
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.query({ ...viewerQuery, staleTime: 'static' });
    } catch (error) {
      if (isSignedOut(error))
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
      throw error;
    }
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/numbers' });
  },
});

const numbers = createRoute({
  getParentRoute: () => shell,
  path: '/numbers',
  component: lazyRouteComponent(() => import('./pages/numbers/NumbersPage.js'), 'NumbersPage'),
});

const tree = root.addChildren([signIn, forgotPassword, shell.addChildren([home, numbers])]);

export function createDashboardRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: Trouble,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createDashboardRouter>;
  }
}
