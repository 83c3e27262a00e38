// Every saved query is clean to the lint, and gives the same rows in the same order on each engine.

import { beforeAll, describe, expect, test } from 'vitest'
import { withDefaults } from '#audit/execute.ts'
import { loadLibrary } from '#audit/load.ts'
import { readRows, readUndecided } from '#audit/rows.ts'
import { lintCypher } from '#graph/cypher/lint.ts'
import type { GraphReader, QueryResult } from '#graph/store/store.ts'
import { forEachStore } from '#test/store/each-store.ts'
import { everything } from './everything.ts'
import { QUERIES } from './scene.ts'

const { audits } = await loadLibrary(QUERIES)
const undecided = audits.filter((a) => a.undecided !== null)

describe('lint', () => {
  test.each(audits)('$id', ({ cypher }) => expect(lintCypher(cypher)).toEqual([]))
  test.each(undecided)('$id, undecided', (a) => expect(lintCypher(a.undecided ?? '')).toEqual([]))
})

forEachStore((store) => {
  let reader: GraphReader
  beforeAll(async () => {
    reader = await store.load(everything())
  })

  test.each(audits)('$id', async (audit) => {
    const result = await reader.query(audit.cypher, { parameters: withDefaults(audit, {}) })
    expect(readRows(result).length).toBeGreaterThan(0)
    await expect(print(result)).toMatchFileSnapshot(`rows/${audit.id}.txt`)
  })

  test.each(undecided)('$id, undecided', async (audit) => {
    const result = await reader.query(audit.undecided ?? '')
    readUndecided(result)
    await expect(print(result)).toMatchFileSnapshot(`rows/${audit.id}.undecided.txt`)
  })
})

/** One line a value, so that a difference is seen. */
function print({ columns, rows }: QueryResult): string {
  const lines = rows.flatMap((row) => ['', ...columns.map((column, index) => `${column}: ${JSON.stringify(row[index])}`)])
  return `${columns.join(' ')}\n${lines.join('\n')}\n`
}
