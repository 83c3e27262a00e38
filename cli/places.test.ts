import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cacheFolderOf, repositoryAt } from './places.ts'
import { terminalOf } from './terminal.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'throughline-places-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a repository is a folder; a link to it is the same repository', () => {
  symlinkSync(folder, join(folder, 'link'))
  writeFileSync(join(folder, 'file'), '')
  expect(repositoryAt(join(folder, 'link'))).toBe(folder)
  expect(() => repositoryAt(join(folder, 'no'))).toThrow('there is no folder')
  expect(() => repositoryAt(join(folder, 'file'))).toThrow('is a file')
})

test("the cache is the user's, one folder a repository, never inside it", () => {
  const own = cacheFolderOf('/srv/shop', undefined, { XDG_CACHE_HOME: '/home/u/.cache' })
  expect(own).toMatch(/^\/home\/u\/\.cache\/throughline\/shop-[0-9a-f]{12}$/)
  expect(cacheFolderOf('/srv/other/shop', undefined, { XDG_CACHE_HOME: '/home/u/.cache' })).not.toBe(own)
  expect(cacheFolderOf('/srv/shop', '/var/graphs', {})).toMatch(/^\/var\/graphs\/shop-/)
  if (process.platform === 'linux') expect(cacheFolderOf('/srv/shop', undefined, {})).toContain(join(homedir(), '.cache/throughline'))
  expect(() => cacheFolderOf('/srv/shop', '/srv/shop/.cache', {})).toThrow('inside the repository')
})

test('colours are for terminals, and for who wants them', () => {
  const shown = (isTTY: boolean, environment: Record<string, string>) => terminalOf({ isTTY, columns: 100 }, environment).paint.red('x')
  expect(shown(true, {})).toBe('\u001b[31mx\u001b[39m')
  expect(shown(true, { NO_COLOR: '1' })).toBe('x')
  expect(shown(false, {})).toBe('x')
})
