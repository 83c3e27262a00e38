// The library itself: every folder is whole, and queries/README.md tells of each.

import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseHeader } from '#audit/header.ts'
import { sectionTitle } from '#audit/library.ts'
import { loadLibrary } from '#audit/load.ts'
import { QUERIES } from './scene.ts'

const HEADINGS = ['Overview', 'Recommendation', 'Example', 'Limits', 'References']
const { audits, checklist } = await loadLibrary(QUERIES)
const folders = [...audits.map((a) => ({ name: `${a.section}/${a.id}` })), { name: '_template' }]

test('the review has its 133 boxes, 33 sub-points, 8 questions and 15 red flags', () => {
  const count = (kind: string) => checklist.filter((p) => p.kind === kind).length
  expect(['box', 'subpoint', 'question', 'redFlag'].map(count)).toEqual([133, 33, 8, 15])
  expect(new Set(checklist.map((p) => p.id)).size).toBe(checklist.length)
  for (const { parent } of checklist) if (parent) expect(checklist.some((p) => p.id === parent)).toBe(true)
})

test('ids are stable words, each only once', () => {
  const ids = audits.map((a) => a.id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
})

describe.each(folders)('$name', ({ name }) => {
  const folder = path.join(QUERIES, name)
  const read = (file: string) => readFile(path.join(folder, file), 'utf8')

  test('has a header that can be read and fewer than 60 lines', async () => {
    const cypher = await read('query.cypher')
    expect(parseHeader(cypher, name).impact).toMatch(/\.$/)
    expect(cypher.trimEnd().split('\n').length).toBeLessThan(60)
  })

  test('has a page with its five headings, each with text', async () => {
    const page = await read('README.md')
    const sections = page.split(/^## /m).slice(1)
    expect(sections.map((s) => s.split('\n')[0])).toEqual(HEADINGS)
    for (const section of sections) expect(section.split('\n').slice(1).join('').trim()).not.toBe('')
    expect(page).toMatch(/^# .+\n/)
  })

  test('links only to what is there', async () => {
    const links = [...(await read('README.md')).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((m) => m[1] ?? '')
    expect(links.length).toBeGreaterThan(1)
    for (const link of links) expect(existsSync(path.join(folder, link)), link).toBe(true)
  })

  test('has a bad and a good program', async () => {
    for (const kind of ['bad', 'good']) {
      const files = (await readdir(path.join(folder, kind), { recursive: true })).filter((f) => /\.(?:go|tsx?|sql)$/.test(f))
      expect(files.length).toBeGreaterThan(0)
      for (const file of files) expect((await read(path.join(kind, file))).trim().split('\n').length).toBeGreaterThan(1)
    }
  })
})

test('a page is titled as its audit', () => {
  for (const { id, title, page } of audits) expect(page.split('\n')[0], id).toBe(`# ${title}`)
})

test('the table in queries/README.md is current (-u renews it)', async () => {
  const file = path.join(QUERIES, 'README.md')
  const rows = audits.map((a) => [
    `[${a.id}](${a.section}/${a.id}/README.md)`,
    sectionTitle(a.section),
    a.title,
    a.severity,
    a.confidence,
    a.checklist.join(', ') || '–',
  ])
  const table = print([['Audit', 'Section', 'What it finds', 'Severity', 'Confidence', 'Checklist'], ...rows])
  const page = (await readFile(file, 'utf8')).replace(/(<!-- audits -->\n)[\s\S]*?(<!-- \/audits -->)/, `$1\n${table}\n\n$2`)
  await expect(page).toMatchFileSnapshot(file)
})

/** A Markdown table as the formatter likes it. */
function print(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const [head = '', ...body] = rows.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))))
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n')
}
