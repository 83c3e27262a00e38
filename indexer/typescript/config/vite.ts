// A vite configuration → aliases of its imports, and what its development server sends on to the backend.

import { dirname, join } from 'node:path/posix'
import type { Expr, TsFileFacts } from '../facts.ts'
import type { Alias } from '../modules.ts'
import type { ProxyRule } from '../typescript-facts.ts'
import { exportedObject, literal, propertyOf, textsOf } from './config-object.ts'

export function viteAliases(facts: TsFileFacts): Alias[] {
  const folder = folderOf(facts.path)
  const written = literal(facts, propertyOf(facts, propertyOf(facts, exportedObject(facts), 'resolve'), 'alias'))
  const pairs: (readonly [string, Expr | undefined])[] =
    written?.k === 'obj'
      ? written.of.flatMap(([find, e]) => (find === 0 ? [] : [[find, e] as const]))
      : written?.k === 'arr'
        ? written.of.flatMap((e) =>
            textsOf(facts, propertyOf(facts, e, 'find')).map((find) => [find, propertyOf(facts, e, 'replacement')] as const),
          )
        : []
  return pairs.flatMap(([find, e]) => {
    const texts = textsOf(facts, e)
    if (find === '' || texts.length === 0) return []
    const target = join(folder, ...texts)
    const prefix = find.endsWith('/') ? find : `${find}/`
    return [
      { root: folder, prefix, suffix: '', targets: [`${target}/*`] },
      { root: folder, prefix: find, suffix: undefined, targets: [target] },
    ]
  })
}

export function viteProxies(facts: TsFileFacts): ProxyRule[] {
  const rules = literal(facts, propertyOf(facts, propertyOf(facts, exportedObject(facts), 'server'), 'proxy'))
  if (rules?.k !== 'obj') return []
  return rules.of.flatMap(([key, e]): ProxyRule[] => {
    if (key === 0) return []
    const options = literal(facts, e)
    const target = textsOf(facts, options?.k === 'obj' ? propertyOf(facts, options, 'target') : e)[0] ?? ''
    return [
      {
        prefix: key.replace(/^\^/, '').replace(/[.(*].*$/, ''),
        strip: options?.k === 'obj' ? stripped(facts, propertyOf(facts, options, 'rewrite')) : '',
        add: pathOfTarget(target),
        file: facts.path,
      },
    ]
  })
}

/** `path.replace(/^\/api/, '')` takes `/api` off. */
function stripped(facts: TsFileFacts, rewrite: Expr | undefined): string {
  const returned = rewrite?.k === 'fn' ? facts.functions[rewrite.f]?.returns[0]?.e : undefined
  const site = returned?.k === 'site' ? facts.sites[returned.s] : undefined
  if (site?.callee.k !== 'get' || site.callee.p !== 'replace') return ''
  const [what, by] = site.args
  if (by?.k !== 'text' || by.v.replace(/\/$/, '') !== '') return ''
  if (what?.k === 'text') return what.v
  if (what?.k !== 'regex') return ''
  const source = /^\/\^?(.*?)\/[a-z]*$/.exec(what.v)?.[1]?.replace(/\\(.)/g, '$1').replace(/\/$/, '') ?? ''
  return /^[\w/-]+$/.test(source) ? source : ''
}

export function pathOfTarget(target: string): string {
  return /^[a-z]+:\/\/[^/]+(\/.*?)\/?$/.exec(target)?.[1]?.replace(/\/$/, '') ?? ''
}

function folderOf(path: string): string {
  const folder = dirname(path)
  return folder === '.' ? '' : folder
}
