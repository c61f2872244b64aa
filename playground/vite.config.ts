import { defineConfig } from 'vite';

/** The server puts a fresh nonce in its place at each answer (src/http/playground). */
const NONCE_PLACEHOLDER = '__LETHE_NONCE__';

export default defineConfig({
  root: import.meta.dirname,
  base: '/playground/',
  html: { cspNonce: NONCE_PLACEHOLDER },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // The editor alone is larger than Vite likes; it is loaded on this page only.
    chunkSizeWarningLimit: 5000,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
