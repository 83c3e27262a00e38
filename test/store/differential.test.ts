// Random queries of the portable subset against a brute-force oracle. A few always; thousands when the embedded engine is not
// the version that differential.json names, or when THROUGHLINE_DIFFERENTIAL says how many.

import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { lintCypher } from '#graph/cypher/lint.ts'
import { createQuery } from './differential/queries.ts'
import { createRandom } from './differential/random.ts'
import { createWorld } from './differential/world.ts'
import { forEachStore } from './each-store.ts'

const RECORD = new URL('./differential.json', import.meta.url)
const MANY = 9_000

const record = JSON.parse(await readFile(RECORD, 'utf8')) as { readonly engine: string; readonly queries: number }
const installed = (createRequire(import.meta.url)('@grafeo-db/js/package.json') as { readonly version: string }).version
const isNew = record.engine !== installed
const wanted = Number(process.env.THROUGHLINE_DIFFERENTIAL ?? 0) || (isNew ? MANY : 90)
/** Other numbers of queries, other worlds. */
const seed = wanted
const worlds = Math.max(6, Math.round(wanted / 1_000))

forEachStore(({ engine, load }) => {
  test(`gives what the oracle gives, ${wanted} times`, async () => {
    const differing: string[] = []
    let answered = 0
    for (let w = 0; w < worlds; w += 1) {
      const random = createRandom(seed + w)
      const world = createWorld(random)
      const reader = await load(world.graph)
      for (let i = 0; i < wanted / worlds; i += 1) {
        const query = createQuery(random)
        const expected = query.rows(world)
        if (!expected) continue
        const answer = await reader.query(query.text, { maxRows: 1_000_000 }).then(
          (r) => r.rows,
          (error: unknown) => [[String(error)]],
        )
        if (expected.length > 0) answered += 1
        if (JSON.stringify(answer) !== JSON.stringify(expected))
          differing.push(
            `seed ${seed + w}, query ${i}:\n${query.text}\noracle ${JSON.stringify(expected)}\n${engine} ${JSON.stringify(answer)}`,
          )
      }
    }
    expect(differing.slice(0, 3).join('\n\n')).toBe('')
    expect(answered / wanted).toBeGreaterThan(0.15) // The others have no row to get wrong.
    if (isNew && engine === 'embedded') await writeFile(RECORD, `${JSON.stringify({ engine: installed, queries: wanted })}\n`)
  }, 600_000)
})

test('the random queries keep the rules of the subset', () => {
  const random = createRandom(7)
  createWorld(random)
  for (let i = 0; i < 300; i += 1) {
    const { text } = createQuery(random)
    expect(lintCypher(text), text).toEqual([])
  }
})
