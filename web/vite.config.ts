import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // Nothing is inlined as a data: address: the page runs under `default-src 'self'`.
  build: { outDir: '../dist/web', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', chunkSizeWarningLimit: 1800 },
  server: { proxy: { '/graphql': 'http://127.0.0.1:4400' } },
})
