import { expect, test } from 'vitest'
import { deployedPostgres } from './deployed-postgres.ts'
import type { Discovery } from './discover.ts'

function versionIn(texts: Readonly<Record<string, string>>) {
  const others = Object.keys(texts)
  // Of all that was discovered only the paths beside the code are looked at.
  return deployedPostgres({ others } as unknown as Discovery, { text: (path) => texts[path], diagnostics: () => [] })
}

test('the oldest of the images that hold a Postgres counts, whatever else stands in their tags', () => {
  const texts = {
    'compose.yml': 'services:\n  db:\n    image: postgres:17.2-alpine\n    ports: ["5432:5432"]\n',
    '.github/workflows/test.yml': 'services:\n  postgres:\n    image: "docker.io/timescale/timescaledb:2.14.2-pg15"\n',
  }
  expect(versionIn(texts)).toEqual({ version: 15, file: '.github/workflows/test.yml' })
  expect(versionIn({ 'compose.yml': texts['compose.yml'] })).toEqual({ version: 17, file: 'compose.yml' })
  expect(versionIn({ Dockerfile: 'FROM pgvector/pgvector:pg18\n' })).toEqual({ version: 18, file: 'Dockerfile' })
})

test('without a version that can be read one that is not the newest is assumed', () => {
  expect(versionIn({ 'compose.yml': 'image: postgres:latest\nurl: postgres://app@db:5432/app\n' })).toEqual({ version: 16 })
  expect(versionIn({})).toEqual({ version: 16 })
})
