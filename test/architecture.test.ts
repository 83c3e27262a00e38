import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')

/** An import that each rule must refuse: the file that holds it, and what it names. */
const PLANTED: Readonly<Record<string, readonly [file: string, imports: string]>> = {
  'graph-stands-alone': ['graph/planted.ts', '../indexer/target.ts'],
  'indexer-knows-the-graph-only': ['indexer/planted.ts', '../audit/target.ts'],
  'audit-reads-graphs-only': ['audit/planted.ts', '../indexer/target.ts'],
  'api-serves-graph-and-audit': ['api/planted.ts', '../indexer/target.ts'],
  'cli-does-not-import-the-page': ['cli/planted.ts', '../web/target.ts'],
  'web-knows-the-schema-only': ['web/planted.ts', '../graph/target.ts'],
  'engines-stay-in-their-adapter': ['cli/planted.ts', 'neo4j-driver'],
  'parsers-stay-in-their-stage': ['indexer/go/planted.ts', 'ts-morph'],
  'resolved-go-opens-no-files': ['indexer/go/planted.ts', 'node:fs'],
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function violations(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-layers-'))
  folders.push(folder)
  for (const room of ['graph', 'indexer', 'audit', 'api', 'cli', 'web']) {
    mkdirSync(join(folder, room), { recursive: true })
    writeFileSync(join(folder, room, 'target.ts'), 'export const target = 1\n')
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json'])
    writeFileSync(join(folder, name), readFileSync(join(root, name)))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  const rooms = ['graph', 'indexer', 'audit', 'api', 'cli', 'web']
  const output = execFileSync(
    process.execPath,
    [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', '--preserve-symlinks', ...rooms],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  const result: unknown = JSON.parse(output)
  return (result as { summary: { violations: { rule: { name: string } }[] } }).summary.violations.map((v) => v.rule.name)
}

describe('each layering rule fires on a planted import', () => {
  test.each(Object.entries(PLANTED))('%s', (rule, [file, imports]) => {
    expect(violations({ [file]: `import * as planted from '${imports}'\nexport const use = planted\n` })).toContain(rule)
  })

  test('no-cycles', () => {
    expect(
      violations({
        'graph/one.ts': "import { two } from './two.ts'\nexport const one = () => two()\n",
        'graph/two.ts': "import { one } from './one.ts'\nexport const two = () => one()\n",
      }),
    ).toContain('no-cycles')
  })

  test('and none fires on rooms that keep them', () => {
    expect(violations({ 'indexer/planted.ts': "import { target } from '../graph/target.ts'\nexport const use = target\n" })).toEqual([])
  })

  test('every rule has its planted import', () => {
    const rules = [...readFileSync(join(root, '.dependency-cruiser.mjs'), 'utf8').matchAll(/^ {6}name: '([^']+)'/gm)].map((m) => m[1])
    expect(rules.sort()).toEqual([...Object.keys(PLANTED), 'no-cycles'].sort())
  })
})
