import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('the tests run on the Neo4j that docker-compose.yml starts, both pinned exactly', () => {
  const [, tested] = /const VERSION = '(\d+\.\d+\.\d+)'/.exec(read('scripts/neo4j-for-tests.mjs')) ?? []
  const [, composed] = /image: neo4j:(\d+\.\d+\.\d+)-community/.exec(read('docker-compose.yml')) ?? []
  expect(composed).toBeDefined()
  expect(tested).toBe(composed)
})

test('the embedded engine is pinned exactly, and the lock file has it for every platform', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { readonly dependencies: Readonly<Record<string, string>> }
  const { packages } = JSON.parse(read('package-lock.json')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>
  }
  const version = dependencies['@grafeo-db/js']
  expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  for (const platform of ['darwin-arm64', 'darwin-x64', 'linux-arm64-gnu', 'linux-arm64-musl', 'linux-x64-gnu', 'win32-x64-msvc'])
    expect(packages[`node_modules/@grafeo-db/js-${platform}`], platform).toMatchObject({ version, optional: true })
})
