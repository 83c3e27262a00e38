import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FactsCache, openFactsCache } from './cache.ts'

let folder = ''

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'cache-')), 'deep')
})

afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

const open = (version = '1'): FactsCache<unknown> => openFactsCache(folder, 'go', version)

function written(): string {
  const cache = open()
  cache.put('aa', { text: 'é\n😀', n: [1, 2] })
  cache.put('bb', { n: 2 })
  expect(cache.save()).toBe(true)
  return join(folder, 'go.facts')
}

test('what is put is there on the next run', () => {
  written()
  const cache = open()
  expect([cache.get('aa'), cache.get('bb'), cache.get('cc')]).toEqual([{ text: 'é\n😀', n: [1, 2] }, { n: 2 }, undefined])
  expect(readdirSync(folder)).toEqual(['go.facts'])
})

test('a run that changes nothing writes nothing', () => {
  const file = written()
  const before = statSync(file).mtimeMs
  const cache = open()
  cache.get('bb')
  cache.get('aa')
  expect([cache.save(), statSync(file).mtimeMs]).toEqual([true, before])
})

test('what a run does not ask for is dropped', () => {
  written()
  const second = open()
  second.get('bb')
  second.save()
  const third = open()
  expect([third.get('aa'), third.get('bb')]).toEqual([undefined, { n: 2 }])
})

test('another version or kind sees nothing', () => {
  written()
  expect(open('2').get('aa')).toBe(undefined)
  expect(openFactsCache(folder, 'sql', '1').get('aa')).toBe(undefined)
})

test.each([
  ['cut short', (content: string) => content.slice(0, -5)],
  ['changed', (content: string) => content.replace('"n":2', '"n":3')],
  ['emptied', () => ''],
  ['something else', () => '{"a":1}\n{"b":2}\n'],
])('a file that was %s is as good as none', (_, damage) => {
  const file = written()
  writeFileSync(file, damage(readFileSync(file, 'utf8')))
  const cache = open()
  expect([cache.get('aa'), cache.get('bb')]).toEqual([undefined, undefined])
  cache.put('aa', 1)
  expect([cache.save(), open().get('aa')]).toEqual([true, 1])
})

test('a folder that cannot be written does not fail the run', () => {
  writeFileSync(folder, 'a file')
  const cache = open()
  cache.put('aa', 1)
  expect(cache.save()).toBe(false)
})
