// Every audit on its own bad and good program, from source to finding: each mark is met, and nothing else is found.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Audit } from '#audit/library.ts'
import { loadLibrary } from '#audit/load.ts'
import { runAudit } from '#audit/run.ts'
import { indexRepository } from '#indexer/index-repository.ts'
import { readMarks } from './marks.ts'
import { QUERIES, withReader } from './scene.ts'

const { audits } = await loadLibrary(QUERIES)
let cacheFolder: string
beforeAll(async () => {
  cacheFolder = await mkdtemp(path.join(tmpdir(), 'programs-'))
})
afterAll(() => rm(cacheFolder, { recursive: true, force: true }))

async function findIn(audit: Audit, kind: 'bad' | 'good') {
  const { graph } = await indexRepository(folderOf(audit, kind), { cacheFolder })
  const { outcome, findings } = await withReader(graph, (reader) => runAudit(reader, audit))
  expect(outcome).toMatchObject({ status: 'ran', reason: null })
  return findings
}

function folderOf(audit: Audit, kind: 'bad' | 'good'): string {
  return path.join(QUERIES, audit.section, audit.id, kind)
}

describe.each(audits)('$id', (audit) => {
  test('finds what is marked in the bad program, and only that', async () => {
    const marks = await readMarks(folderOf(audit, 'bad'))
    expect(marks.length).toBeGreaterThan(0)
    const findings = await findIn(audit, 'bad')
    const at = (mark: (typeof marks)[number]) =>
      findings.filter((f) => f.file === mark.file && f.line === mark.line && mark.matches(f.message))
    const place = (m: { readonly file: string | null; readonly line: number | null }) => `${m.file}:${m.line}`
    expect({
      missed: marks.filter((m) => !m.isTodo && at(m).length === 0).map((m) => `${place(m)} ${m.text}`),
      unmarked: findings.filter((f) => !marks.some((m) => at(m).includes(f))).map((f) => `${place(f)} ${f.message}`),
      foundTodo: marks.filter((m) => m.isTodo && at(m).length > 0).map(place),
    }).toEqual({ missed: [], unmarked: [], foundTodo: [] })
  })

  test('finds nothing in the good program', async () => {
    expect((await findIn(audit, 'good')).map((f) => `${f.file}:${f.line} ${f.message}`)).toEqual([])
  })
})
