// What the language and the browser give back: strings, lists, functions, promises, URLs.

import { concatenate, mapText, variantsOf } from '../evaluate/text.ts'
import { joinBase, resolveUrl } from '../evaluate/url-values.ts'
import { constantOf, either, hole, NONE, text, type Value } from '../evaluate/values.ts'
import type { LibraryModel, Models } from './model.ts'

const QUERY = hole('query', { query: true })

const same: LibraryModel = { result: ({ of }) => of }
const first: LibraryModel = { result: ({ args }) => args[0] ?? NONE }
/** What is encoded is one segment, whatever it is called. */
const encoded: LibraryModel = {
  result: ({ args }) =>
    either(
      variantsOf(args[0] ?? NONE).map((parts) => ({
        t: 'text',
        parts: parts.map((p) => (typeof p === 'string' ? p : { ...p, extent: 'segment' })),
      })),
    ),
}
const query: LibraryModel = { result: () => QUERY }

/** A part of a string that is cut out is not known, but what it is called is. */
const part: LibraryModel = {
  result: ({ of }) =>
    of ? either(variantsOf(of).map((p) => (p.length === 1 && typeof p[0] === 'object' ? { t: 'hole', hole: p[0] } : hole('')))) : undefined,
}

/** A list method that calls back with each element. */
const each: LibraryModel = {
  result: () => hole(''),
  invokes: ({ of, args }) => {
    const [callee] = args
    const items = of?.t === 'arr' ? of.items : []
    return callee ? items.slice(0, 16).map((item, i) => ({ callee, args: [item, text(String(i))] })) : []
  },
}

const joined: LibraryModel = { result: ({ args }) => args.reduce((base, path) => joinBase(base, path), NONE) }

const then: LibraryModel = {
  result: ({ of, args }, ev) => {
    const [callee] = args
    return callee?.t === 'fn' && of ? ev.call(callee, [of]) : of
  },
  invokes: ({ of, args }) => args.flatMap((callee) => (of ? [{ callee, args: [of] }] : [])),
}

const compacted: LibraryModel = { result: ({ args: [of] }) => compact(of) }

/** A list without what is not there. */
function compact(of: Value | undefined): Value | undefined {
  return of?.t === 'arr' ? { ...of, items: of.items.filter((item) => item.t !== 'none' && constantOf(item) !== '') } : of
}

export const BUILTINS: Models = {
  '#text.toString': same,
  '#text.valueOf': same,
  '#text.trim': same,
  '#text.trimStart': same,
  '#text.trimEnd': same,
  '#text.normalize': same,
  // What is replaced is most often a placeholder or a slash at the end: the shape of the path stays.
  '#text.replace': same,
  '#text.replaceAll': same,
  '#text.padStart': same,
  '#text.toFixed': same,
  '#text.slice': part,
  '#text.substring': part,
  '#text.substr': part,
  '#text.toUpperCase': { result: ({ of }) => of && mapText(of, (piece) => piece.toUpperCase()) },
  '#text.toLowerCase': { result: ({ of }) => of && mapText(of, (piece) => piece.toLowerCase()) },
  '#text.concat': { result: ({ of, args }) => (of ? concatenate([of, ...args]) : undefined) },
  '#text.split': { result: () => hole('') },
  '#String': first,
  '#Number': first,
  '#parseInt': first,
  '#encodeURIComponent': encoded,
  '#encodeURI': first,
  '#decodeURIComponent': first,
  '#structuredClone': first,
  '#Object.freeze': first,
  '#Object.assign': {
    result: ({ args }) => ({ t: 'obj', id: {}, entries: args.map((arg) => [0, () => arg] as const) }),
  },
  '#Object.values': { result: ({ args }) => listOf(args[0], ([, entry]) => entry()) },
  '#Object.keys': { result: ({ args }) => listOf(args[0], ([name]) => (name === 0 ? hole('') : text(name))) },
  '#Promise.resolve': first,
  '#array.map': {
    ...each,
    result: ({ of, args }, ev) => {
      const [callee] = args
      return of?.t === 'arr' && callee?.t === 'fn' ? { t: 'arr', items: of.items.map((item) => ev.call(callee, [item])) } : hole('')
    },
  },
  '#array.forEach': each,
  '#array.flatMap': each,
  '#array.some': each,
  '#array.every': each,
  '#array.find': { ...each, result: ({ of }) => (of?.t === 'arr' ? either(of.items) : of) },
  '#array.filter': { ...each, result: ({ of, args: [keeps] }) => (keeps?.t === 'lib' && keeps.path === '#Boolean' ? compact(of) : of) },
  '#array.slice': same,
  '#array.sort': same,
  '#array.reverse': same,
  '#array.concat': {
    result: ({ of, args }) =>
      of?.t === 'arr' ? { t: 'arr', items: [of, ...args].flatMap((one) => (one.t === 'arr' ? one.items : [one])) } : of,
  },
  '#array.join': {
    result: ({ of, args }) => {
      if (of?.t !== 'arr') return of
      const separator = args[0] ?? text(',')
      return concatenate(of.items.flatMap((item, i) => (i === 0 ? [item] : [separator, item])))
    },
  },
  '#function.bind': { result: ({ of, args }) => (of?.t === 'fn' && args[0]?.t === 'instance' ? { ...of, self: args[0] } : of) },
  '#function.call': {
    result: ({ of, args }, ev) => of && ev.call(of, args.slice(1)),
    invokes: ({ of, args }) => (of ? [{ callee: of, args: args.slice(1) }] : []),
  },
  '#promise.then': then,
  '#promise.catch': same,
  '#promise.finally': same,
  '#URL': { result: ({ args }) => ({ t: 'url', href: resolveUrl(args[0] ?? NONE, args[1]) }) },
  '#url.toString': { result: ({ of }) => (of?.t === 'url' ? of.href : undefined) },
  '#url.toJSON': { result: ({ of }) => (of?.t === 'url' ? of.href : undefined) },
  '#URLSearchParams().toString': query,
  'qs#stringify': query,
  'query-string#stringify': query,
  'querystring#stringify': query,
  'path#join': joined,
  'url-join#default': joined,
  'lodash#compact': compacted,
  'lodash/compact#default': compacted,
  'lodash-es#compact': compacted,
  'query-string#stringifyUrl': { result: ({ args }, ev) => args[0] && ev.get(args[0], 'url') },
}

function listOf(of: Value | undefined, read: (entry: readonly [string | 0, () => Value]) => Value): Value {
  return of?.t === 'obj' ? { t: 'arr', items: of.entries.map(read) } : hole('')
}
