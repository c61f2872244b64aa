import { defineConfig } from 'vite';

/** Everything is served by the gateway itself, under `default-src 'self'`: nothing is inlined as a data address. */
export default defineConfig({
  root: import.meta.dirname,
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
        // Few chunks compress better than sixty: libraries, frame, each area's pages, and each language.
        codeSplitting: {
          groups: [
            { name: 'portuguese', test: /words[\\/]pt/, priority: 5 },
            { name: 'english', test: /words[\\/]en/, priority: 5 },
            { name: 'libraries', test: /node_modules[\\/](?!virtua)/, priority: 4 },
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
