import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { indexTypeScript } from './analyse.ts'
import type { TypeScriptFacts } from './typescript-facts.ts'

const root = fileURLToPath(new URL('../../test/fixtures/typescript', import.meta.url))
const CONFIG = /(^|\/)(package\.json|tsconfig[^/]*\.json|vite\.config\.ts|\.env[^/]*)$/

function filesOf(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function facts(app: string): Promise<TypeScriptFacts> {
  const files = filesOf(join(root, app))
  const isConfig = ({ path }: { path: string }) => CONFIG.test(path)
  const { facts } = await indexTypeScript({
    sources: files.filter((f) => !isConfig(f) && /\.tsx?$/.test(f.path)),
    configs: files.filter(isConfig),
    others: [],
    skipped: {},
  })
  return facts
}

/** `kind "text"` in the comment of a line, as `file:line text`. */
function marks(app: string, kind: string): string[] {
  return filesOf(join(root, app)).flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => {
      const comment = /\/\/ (?:makes|calls|renders) .*$/.exec(line)?.[0] ?? ''
      return [...comment.matchAll(new RegExp(`\\b${kind} "([^"]+)"`, 'g'))].map(([, mark]) => `${path}:${i + 1} ${mark}`)
    }),
  )
}

const apps = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe.each(apps.map(({ name }) => name))('%s', async (app) => {
  const found = await facts(app)
  const named = new Map(found.functions.map((f) => [f.id, f]))
  const at = (edges: readonly { from: string; to: string; line: number }[]) =>
    edges.map(({ from, to, line }) => `${named.get(from)?.file}:${line} ${named.get(to)?.name}`)

  it('makes the requests that are marked, and no other', () => {
    const made = found.apiCalls.map(({ file, line, method, path, name, resolution }) =>
      [`${file}:${line}`, method, path, 'in', name, ...(resolution === 'exact' ? [] : [resolution])].join(' '),
    )
    expect(made.sort()).toEqual(marks(app, 'makes').sort())
  })

  it('has the edges that are marked', () => {
    expect(at(found.calls)).toEqual(expect.arrayContaining(marks(app, 'calls')))
    expect(at(found.renders)).toEqual(expect.arrayContaining(marks(app, 'renders')))
    expect(at(found.calls).filter((edge) => marks(app, 'calls not').includes(edge))).toEqual([])
  })
})
