import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFactsCache } from '../cache.ts'
import { goFactsVersion, parseGoFiles } from './parse-files.ts'
import type { GoFile } from './syntax.ts'

const files = Array.from({ length: 100 }, (_, i) => ({
  path: `p/${i}.go`,
  text: `package p\nfunc f${i % 50}() {}\n`,
  hash: String(i % 50),
}))

test('files come back in order, from the cache where their content is known, under their own paths', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parse-files-'))
  const cache = openFactsCache<GoFile>(folder, 'go', goFactsVersion)
  const steps: number[][] = []
  const first = await parseGoFiles(files, { cache, onProgress: (done, total) => steps.push([done, total]) })
  expect(first.map((file) => file.path)).toEqual(files.map((file) => file.path))
  expect(first.map((file) => file.functions[0]?.name)).toEqual(files.map((_, i) => `f${i % 50}`))
  expect(steps).toEqual([
    [64, 100],
    [100, 100],
  ])
  expect(cache.save()).toBe(true)
  const again = openFactsCache<GoFile>(folder, 'go', goFactsVersion)
  expect(await parseGoFiles(files, { cache: again })).toEqual(first)
  expect(await parseGoFiles(files)).toEqual(first)
  rmSync(folder, { recursive: true })
})
