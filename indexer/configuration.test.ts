// Manifests and settings that are broken, missing or no text: said, and the code beside them is indexed.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openConfiguration } from './configuration.ts'
import { indexRepository } from './index-repository.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'configuration-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function repository(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true })
    writeFileSync(join(folder, name, path), content)
  }
  return join(folder, name)
}

test('each is said once, at its line, and the code is in the graph', async () => {
  const root = repository('broken', {
    'a.ts': "export function load() {\n  return fetch('/api/things')\n}\n",
    'package.json': '{\n  "name": "a",\n<<<<<<< HEAD\n}\n',
    'tsconfig.json': '{\n  // a comment\n  "compilerOptions": {\n',
    'vite.config.ts': 'export default {\n  server: {\n',
    '.env': Buffer.from('KEY=\xe9\n', 'latin1'),
    'compose.yml': Buffer.from('a\0b'),
    'other/package.json': '\uFEFF{ "dependencies": { "left-pad": "1.0.0" } }',
    'large/package.json': `{ "x": "${'x'.repeat(3 * 1024 * 1024)}" }`,
  })
  const { graph } = await indexRepository(root, { cacheFolder: join(folder, 'cache'), proof: 'skip' })
  const of = (label: string) => graph.nodes.filter((node) => node.labels[0] === label).map((node) => node.properties)
  expect(of('Function').map((f) => f.name)).toEqual(['load'])
  expect(of('Dependency').map((d) => d.name)).toEqual(['left-pad'])
  const said = of('Diagnostic').filter((d) => d.severity !== 'info')
  expect(said.map((d) => `${d.reason} ${d.file}${d.line === undefined ? '' : `:${d.line}`}`).sort()).toEqual([
    'binary compose.yml',
    'invalid-utf8 .env',
    'syntax-error package.json:3',
    'syntax-error tsconfig.json:4',
    'syntax-error vite.config.ts:3',
    'too-large large/package.json',
  ])
})

test('what is no file, or went away, is said once', () => {
  mkdirSync(join(folder, 'odd/package.json'), { recursive: true })
  const configuration = openConfiguration(join(folder, 'odd'))
  expect(['package.json', 'gone.json', 'gone.json'].map((path) => configuration.text(path))).toEqual([undefined, undefined, undefined])
  expect(configuration.diagnostics().map((d) => d.message)).toEqual([
    'package.json cannot be read: EISDIR',
    'gone.json cannot be read: ENOENT',
  ])
})
