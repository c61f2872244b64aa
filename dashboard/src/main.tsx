import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/parts.css';
import './styles/pages.css';
import './styles/shell.css';
import { QueryCache, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isSignedOut } from './api/errors.js';
import { createQueryClient } from './api/queries.js';
import { createDashboardRouter } from './router.js';
import { LanguageProvider } from './shell/Languages.js';
import { applyTheme, preferredTheme } from './shell/theme.js';
import { ToastProvider } from './ui/Toast.js';
import { preferredLanguage } from './words/language.js';
import { loadWords } from './words/loadWords.js';

applyTheme(preferredTheme());
const words = await loadWords(preferredLanguage());
const queries = createQueryClient(
  new QueryCache({
    onError: (error) => {
      // The session ended while a page was open.
      if (isSignedOut(error) && !location.pathname.startsWith('/sign-in')) {
        const to = `${location.pathname}${location.search}`;
        void router.navigate({ to: '/sign-in', search: { to, ended: true } });
      }
    },
  }),
);
const router = createDashboardRouter(queries);

const root = document.getElementById('root');
if (!root) throw new Error('There is no place to render to.');
createRoot(root).render(
  <StrictMode>
    <LanguageProvider initial={words}>
      <QueryClientProvider client={queries}>
        <ToastProvider>
          <RouterProvider router={router} />
        </ToastProvider>
      </QueryClientProvider>
    </LanguageProvider>
  </StrictMode>,
);
