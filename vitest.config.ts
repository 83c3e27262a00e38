import { defineConfig } from 'vitest/config'
import type { Reporter } from 'vitest/node'

/** The closing line that machines read: what ran, and that nothing was lost silently. */
const closingLine: Reporter = {
  onTestRunEnd(modules) {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      // A file that does not even load is a failure.
      if (module.errors().length > 0) counts.failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state === 'passed' ? 'passed' : state === 'failed' ? 'failed' : 'skipped']++
      }
    }
    process.on('exit', () => process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`))
  },
}

export default defineConfig({
  test: {
    include: ['{graph,indexer,audit,api,web,cli,test,scripts}/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: 'forks',
    // All processors: of two, vitest would use one.
    maxWorkers: '100%',
    reporters: ['default', closingLine],
  },
})
