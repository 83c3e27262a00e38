import { describe, expect, it } from 'vitest'
import { readEnvironment } from './config/environment.ts'
import { packageFacts, tsconfigAliases } from './config/json.ts'
import { viteAliases, viteProxies } from './config/vite.ts'
import type { Part } from './evaluate/values.ts'
import { extractFile } from './extract-file.ts'
import { createModuleResolver } from './modules.ts'
import { printPath, urlPattern } from './requests/url-pattern.ts'

const id: Part = { name: 'id' }
const origin: Part = { name: 'origin', own: true }
const env: Part = { name: 'API', env: 'API' }

describe('a URL', () => {
  it.each<[string, Part[], string | undefined, string]>([
    ['is cut at its query', ['/a/b?c=d'], 'own', '/a/b'],
    ['is cut at its fragment', ['/a#b'], 'own', '/a'],
    ['keeps no host of its own machine', ['http://localhost:8080/a/', id], 'own', '/a/:id'],
    ['keeps no origin of the page', [origin, '/a'], 'own', '/a'],
    ['may write scheme and host apart', [{ name: 'scheme' }, '//', origin, '/ws'], 'own', '/ws'],
    ['may name a port', [origin, ':8080/a'], 'own', '/a'],
    ['knows other hosts', ['https://example.org/a'], 'external', '/a'],
    ['knows hosts without a scheme', ['//example.org/a'], 'external', '/a'],
    ['takes two slashes of an empty base for one', ['//api/a'], 'own', '/api/a'],
    ['may begin with a variable of the environment', [env, '/a'], 'unknown', '/a'],
    ['is relative to the page', ['a/b'], 'own', '/a/b'],
    ['has placeholders', ['/a/{id}/b/:name'], 'own', '/a/:id/b/:name'],
    ['has segments that are partly known', ['/a/user-', id, '/b'], 'own', '/a/:id/b'],
    ['may end in more than is known', ['/a/b', { name: 'rest' }], 'own', '/a/b*'],
    ['may end in a query that has a name', ['/a/b', { name: 'queryString' }], 'own', '/a/b'],
    ['may end in a path that has a name', ['/a/', { name: 'endpoint' }], 'own', '/a/*'],
    ['may hold an encoded one', ['/a/', { name: 'url', extent: 'segment' }], 'own', '/a/:url'],
    ['loses the blanks around it', ['\n  /a '], 'own', '/a'],
    ['may be no address', ['data:text/plain,', id], undefined, ''],
  ])('%s', (_, parts, base, path) => {
    const pattern = urlPattern(parts)
    expect(pattern?.base.kind).toBe(base)
    expect(pattern ? printPath(pattern) : '').toBe(path)
  })
})

describe('imports', () => {
  it('follow aliases of tsconfig, of the one that it extends, and of vite', () => {
    const aliases = [
      ...tsconfigAliases([
        { path: 'web/tsconfig.json', text: '{ "extends": "./base", /* comment */ }' },
        { path: 'web/base.json', text: '{ "compilerOptions": { "paths": { "@/*": ["src/*"], "exact": ["src/one"] } } }' },
      ]),
      ...viteAliases(
        extractFile('web/vite.config.ts', "export default { resolve: { alias: { '~': new URL('./src', import.meta.url).pathname } } }"),
      ),
    ]
    const sources = new Set(['web/src/a.ts', 'web/src/one.tsx', 'web/src/b/index.ts', 'other/src/a.ts'])
    const resolve = createModuleResolver({ sources, others: new Set(['web/src/b.test.ts']), aliases, packages: [] })
    const from = (specifier: string) => resolve('web/src/deep/x.ts', specifier)
    expect(from('@/a')).toEqual({ kind: 'file', path: 'web/src/a.ts' })
    expect(from('~/b')).toEqual({ kind: 'file', path: 'web/src/b/index.ts' })
    expect(from('exact')).toEqual({ kind: 'file', path: 'web/src/one.tsx' })
    expect(from('../a.js')).toEqual({ kind: 'file', path: 'web/src/a.ts' })
    expect(from('../b.test')).toEqual({ kind: 'asset' })
    expect(from('../logo.svg?react')).toEqual({ kind: 'asset' })
    expect(from('@/gone')).toEqual({ kind: 'missing' })
    expect(from('../gone')).toEqual({ kind: 'missing' })
    expect(from('react')).toEqual({ kind: 'package', name: 'react' })
    expect(resolve('other/src/x.ts', '@/a')).toEqual({ kind: 'package', name: '@/a' })
  })

  it('a package without sources at its entry is looked for in src', () => {
    const { packages } = packageFacts({ path: 'packages/ui/package.json', text: '{ "name": "@x/ui", "main": "dist/index.js" }' })
    const resolve = createModuleResolver({ sources: new Set(['packages/ui/src/index.ts']), others: new Set(), aliases: [], packages })
    expect(resolve('app/a.ts', '@x/ui')).toEqual({ kind: 'file', path: 'packages/ui/src/index.ts' })
  })
})

it('a proxy is read with its rewriting', () => {
  const text = `
    import { defineConfig } from 'vite'
    const target = process.env.BACKEND || 'http://localhost:9000/base/'
    export default defineConfig({ server: { proxy: {
      '/api': { target, rewrite: (path) => path.replace(/^\\/api/, '') },
      '^/ws/.*': 'ws://localhost:9000',
    } } })`
  expect(viteProxies(extractFile('vite.config.ts', text))).toEqual([
    { prefix: '/api', strip: '/api', add: '/base', file: 'vite.config.ts' },
    { prefix: '/ws/', strip: '', add: '', file: 'vite.config.ts' },
  ])
})

it('of environment files only public addresses are kept, those of the package and of a developer first', () => {
  const of = readEnvironment([
    { path: 'web/.env.production', text: 'VITE_API=https://prod.example.org/api' },
    { path: 'web/.env.example', text: 'VITE_API="http://localhost:1/v1" # here\nVITE_KEY=abc\nSECRET_URL=https://a.b\n' },
    { path: 'admin/.env', text: 'VITE_API=http://localhost:2\nVITE_WS=/ws\n' },
  ])
  expect(['VITE_API', 'VITE_WS', 'VITE_KEY', 'SECRET_URL'].map((name) => of('web', name))).toEqual([
    'http://localhost:1/v1',
    '/ws',
    undefined,
    undefined,
  ])
  expect(of('admin', 'VITE_API')).toBe('http://localhost:2')
})
