import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSourceReader } from './source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'source-'))
  await mkdir(path.join(folder, 'repo/sub'), { recursive: true })
  await writeFile(path.join(folder, 'repo/sub/a.go'), 'package a')
  await writeFile(path.join(folder, 'outside.txt'), 'not yours')
  await symlink(path.join(folder, 'outside.txt'), path.join(folder, 'repo/link.go'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('reads what lies inside the root, and nothing else', async () => {
  const read = createSourceReader(path.join(folder, 'repo'))
  expect(await read('sub/a.go')).toBe('package a')
  for (const file of ['../outside.txt', path.join(folder, 'outside.txt'), 'link.go', 'sub', 'gone.go', '.'])
    expect(await read(file)).toBeUndefined()
})
