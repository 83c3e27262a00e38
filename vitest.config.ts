import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{graph,indexer,audit,api,web,cli,test,scripts}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
})
