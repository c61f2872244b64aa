import { defineConfig } from 'vite';
import { persistedDocuments } from './persistedDocuments.js';

/**
 * What every page has: no page to sign in by, and none of what lists and forms of settings are made of, which a chat does
 * without.
 */
const FRAME =
  /dashboard[\\/]src[\\/](?!pages|retention|words|session[\\/](SignInPage|ForgotPasswordPage|Entrance|CodeField)|ui[\\/](ConfirmDialog|CopyButton|DateField|Facts|FormDialog|Pages|PeriodFields|QrCode|SecretDialog|Table|figures|saveAs)\.)/;

/** Everything is served by the gateway itself, under `default-src 'self'`: nothing is inlined as a data address. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [persistedDocuments()],
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Budgets are kept by a test.
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Few chunks compress better than sixty: libraries, what every page has, each language, and the pages. A group takes
        // what it imports along, so the frame goes before any page could take it.
        codeSplitting: {
          groups: [
            { name: 'portuguese', test: /words[\\/]pt/, priority: 5 },
            { name: 'english', test: /words[\\/]en/, priority: 5 },
            { name: 'libraries', test: /node_modules[\\/](?!virtua|lucide-react|uqr)/, priority: 4 },
            { name: 'frame', test: FRAME, priority: 3 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/graphql', '/auth', '/media', '/v1'].map((path) => [
        path,
        { target: 'http://localhost:4000', ws: true },
      ]),
    ),
  },
});
