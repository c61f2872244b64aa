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
import { actIn, actingAccount } from './api/actingAccount.js';
import { isNotFound, isSignedOut } from './api/errors.js';
import { searchText } from './api/searchText.js';
import { signInSearch } from './session/signInSearch.js';
import { viewerQuery } from './session/viewer.js';
import { Shell } from './shell/Shell.js';
import { NotFound, Trouble } from './shell/Trouble.js';

interface RouterContext {
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
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
      // Somebody else has signed in, to whom the account that was chosen before does not exist.
      if (isNotFound(error) && actingAccount() !== null) {
        actIn(null);
        throw redirect({ href: location.href });
      }
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
    throw redirect({ to: '/chat/{-$conversation}', params: {} });
  },
});

const numbers = createRoute({
  getParentRoute: () => shell,
  path: '/numbers',
  component: lazyRouteComponent(() => import('./pages/numbers/NumbersPage.js'), 'NumbersPage'),
});

const number = createRoute({
  getParentRoute: () => shell,
  path: '/numbers/$numberId',
  component: lazyRouteComponent(() => import('./pages/numbers/NumberPage.js'), 'NumberPage'),
});

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./pages/webhooks/WebhooksPage.js'), 'WebhooksPage'),
});

const webhook = createRoute({
  getParentRoute: () => shell,
  path: '/webhooks/$webhookId',
  component: lazyRouteComponent(() => import('./pages/webhooks/WebhookPage.js'), 'WebhookPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => shell,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./pages/keys/ApiKeysPage.js'), 'ApiKeysPage'),
});

const sweeps = createRoute({
  getParentRoute: () => shell,
  path: '/sweeps',
  component: lazyRouteComponent(() => import('./pages/sweeps/SweepsPage.js'), 'SweepsPage'),
});

const sweep = createRoute({
  getParentRoute: () => shell,
  path: '/sweeps/$sweepId',
  component: lazyRouteComponent(() => import('./pages/sweeps/SweepPage.js'), 'SweepPage'),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/audit/AuditPage.js'), 'AuditPage'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/SettingsPage.js'), 'SettingsPage'),
});

const retention = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/settings/RetentionTab.js'), 'RetentionTab'),
});

const people = createRoute({
  getParentRoute: () => settings,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/settings/PeopleTab.js'), 'PeopleTab'),
});

const tokens = createRoute({
  getParentRoute: () => settings,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./pages/settings/TokensTab.js'), 'TokensTab'),
});

const ownSignIn = createRoute({
  getParentRoute: () => settings,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/settings/SignInTab.js'), 'SignInTab'),
});

const chat = createRoute({
  getParentRoute: () => shell,
  path: '/chat/{-$conversation}',
  component: lazyRouteComponent(() => import('./pages/chat/ChatPage.js'), 'ChatPage'),
});

const logs = createRoute({
  getParentRoute: () => shell,
  path: '/logs/{-$entry}',
  component: lazyRouteComponent(() => import('./pages/logs/LogsPage.js'), 'LogsPage'),
});

const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  component: lazyRouteComponent(() => import('./pages/calls/CallsPage.js'), 'CallsPage'),
});

const requests = createRoute({
  getParentRoute: () => shell,
  path: '/requests',
  component: lazyRouteComponent(() => import('./pages/requests/RequestsPage.js'), 'RequestsPage'),
});

const requestsHome = createRoute({
  getParentRoute: () => requests,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/requests/erasures/{-$erasure}', params: {} });
  },
});

const erasures = createRoute({
  getParentRoute: () => requests,
  path: '/erasures/{-$erasure}',
  component: lazyRouteComponent(() => import('./pages/requests/ErasuresTab.js'), 'ErasuresTab'),
});

const exports = createRoute({
  getParentRoute: () => requests,
  path: '/exports',
  component: lazyRouteComponent(() => import('./pages/requests/ExportsTab.js'), 'ExportsTab'),
});

const person = createRoute({
  getParentRoute: () => shell,
  path: '/requests/people/$contactId',
  component: lazyRouteComponent(() => import('./pages/requests/PersonPage.js'), 'PersonPage'),
});

const holds = createRoute({
  getParentRoute: () => shell,
  path: '/holds',
  component: lazyRouteComponent(() => import('./pages/requests/HoldsPage.js'), 'HoldsPage'),
});

const receipts = createRoute({
  getParentRoute: () => shell,
  path: '/receipts',
  component: lazyRouteComponent(() => import('./pages/requests/ReceiptsPage.js'), 'ReceiptsPage'),
});

const tree = root.addChildren([
  signIn,
  forgotPassword,
  shell.addChildren([
    home,
    chat,
    logs,
    calls,
    numbers,
    number,
    webhooks,
    webhook,
    apiKeys,
    sweeps,
    sweep,
    audit,
    requests.addChildren([requestsHome, erasures, exports]),
    person,
    holds,
    receipts,
    settings.addChildren([retention, people, tokens, ownSignIn]),
  ]),
]);

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
