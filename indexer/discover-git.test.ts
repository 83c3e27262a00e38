import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Discovery, discover } from './discover.ts'
import { readIndex } from './discover-git.ts'

const made: string[] = []

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function folder(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'discover-git-')))
  made.push(root)
  write(root, files)
  return root
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

const git = (root: string, ...args: string[]): Buffer => execFileSync('git', ['-C', root, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })

const everything = ({ go, typescript, sql, others }: Discovery): string[] =>
  [...go, ...typescript, ...sql].map((f) => f.path).concat(others)

const ignored = {
  '.gitignore': 'app\n/tmp/\n*.local.yml\ndata/\n!keep.ts\nout.ts\n',
  'cmd/app/main.go': 'package main\n',
  'data/migrations/000001_a.up.sql': 'SELECT 1;\n',
  'tmp/scratch.go': 'package tmp\n',
  'tmp/build.ts': '',
  'prod.local.yml': '',
  'web/.gitignore': '!out.ts\n*.tmp.ts\n',
  'web/out.ts': '',
  'web/a.tmp.ts': '',
  'out.ts': '',
  'keep.ts': '',
}

test('without an index only JavaScript is left out on account of .gitignore', async () => {
  const found = await discover(folder(ignored))
  expect(everything(found)).toEqual([
    'cmd/app/main.go',
    'tmp/scratch.go',
    'keep.ts',
    'web/out.ts',
    'data/migrations/000001_a.up.sql',
    'prod.local.yml',
  ])
  expect(found.skipped).toEqual({ 'ignored by git': 3 })
})

const hasGit = spawnSync('git', ['--version']).status === 0
if (!hasGit) {
  if (process.env.CI === 'true') throw new Error('git is needed in CI')
  process.stderr.write('the tests of what git tracks are skipped: there is no git\n')
}

test.skipIf(!hasGit).each([2, 3, 4])(
  'what git tracks is read, whatever .gitignore says; what it does not track is left out (index version %i)',
  async (version) => {
    const root = folder(ignored)
    git(root, 'init', '-q')
    git(root, 'add', '-f', 'cmd', 'data', 'web', '.gitignore', 'keep.ts')
    // Version 3 is what version 2 becomes when an entry has extended flags
    git(root, 'update-index', '--index-version', String(version === 3 ? 2 : version))
    write(root, { 'fresh.go': 'package fresh\n' })
    if (version === 3) git(root, 'add', '--intent-to-add', 'fresh.go')
    const found = await discover(root)
    expect(everything(found)).toEqual([
      'cmd/app/main.go',
      'fresh.go',
      'keep.ts',
      'web/a.tmp.ts',
      'web/out.ts',
      'data/migrations/000001_a.up.sql',
    ])
    expect(found.skipped).toEqual({ 'repository data': 1, 'ignored by git': 3 })
    const listed = git(root, 'ls-files', '-z').toString().split('\0').filter(Boolean)
    expect(readIndex(readFileSync(join(root, '.git', 'index')))).toEqual(listed)
  },
)

test('an index that is none is no index', () => {
  expect(readIndex(Buffer.from('nonsense'))).toBe(undefined)
  expect(readIndex(Buffer.alloc(64))).toBe(undefined)
  const cut = Buffer.concat([Buffer.from('DIRC'), Buffer.from([0, 0, 0, 2, 0, 0, 0, 9]), Buffer.alloc(70)])
  expect(readIndex(cut)).toBe(undefined)
})
