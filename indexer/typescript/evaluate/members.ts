// `value.name` and `value[i]`.

import { identityOf, instanceMember, staticMember } from './classes.ts'
import type { Evaluator } from './evaluator.ts'
import { LOCATION } from './text.ts'
import { urlProperty } from './url-values.ts'
import {
  alternativesOf,
  constantOf,
  either,
  type Hole,
  hole,
  isDefinite,
  type Library,
  NONE,
  type ObjectValue,
  text,
  type Value,
} from './values.ts'

/** Methods of strings, arrays, functions and promises that matter; their results are in builtins.ts. */
const TEXT = new Set(
  'toString valueOf trim trimStart trimEnd replace replaceAll toLowerCase toUpperCase concat normalize slice substring substr split padStart toFixed'.split(
    ' ',
  ),
)
const ARRAY = new Set('map forEach filter find some every flatMap reduce join concat slice sort reverse push includes'.split(' '))
const FUNCTION = new Set(['call', 'apply', 'bind'])
const PROMISE = new Set(['then', 'catch', 'finally'])

export function memberOf(ev: Evaluator, of: Value, name: string): Value {
  if (PROMISE.has(name) && of.t !== 'module' && of.t !== 'lib') return method('promise', name, of)
  switch (of.t) {
    case 'either':
      return either(of.of.map((one) => memberOf(ev, one, name)))
    case 'obj':
      return objectMember(ev, of, name)
    case 'instance':
      return instanceMember(ev, of, name)
    case 'class':
      return ev.assigned(of.cls, name) ?? staticMember(ev, of, name) ?? hole(name)
    case 'module':
      return ev.exported(of.module, name)
    case 'arr':
      if (/^\d+$/.test(name)) return of.items[Number(name)] ?? NONE
      if (name === 'length' && !of.open) return text(String(of.items.length))
      return ARRAY.has(name) ? method('array', name, of) : hole(name)
    case 'text':
      return TEXT.has(name) ? method('text', name, of) : hole(name)
    case 'fn':
      return FUNCTION.has(name) ? method('function', name, of) : (ev.assigned(of.fn, name) ?? hole(name))
    case 'made': {
      const found = memberOf(ev, of.of, name)
      return found.t === 'lib' || found.t === 'hole' ? { t: 'made', fn: of.fn, of: found } : found
    }
    case 'lib':
      return libraryMember(ev, of, name)
    case 'url':
      if (name === 'toString' || name === 'toJSON') return method('url', name, of)
      return name === 'searchParams' ? { t: 'lib', path: '#URLSearchParams()', args: [] } : urlProperty(of.href, name)
    case 'hole':
      if (TEXT.has(name)) return method('text', name, of)
      if (ARRAY.has(name)) return method('array', name, of)
      return { t: 'hole', hole: { ...memberHole(of.hole, name), name } }
    default:
      return hole(name)
  }
}

/** What a member keeps of the hole that it is read from. */
function memberHole({ param, query, optional, maybe }: Hole, name: string): Partial<Hole> {
  return {
    ...(param && { param }),
    ...(query && { query }),
    ...(optional && { optional }),
    ...(maybe?.includes(name) && { unsure: true as const }),
  }
}

function method(kind: string, name: string, of: Value): Library {
  return { t: 'lib', path: `#${kind}.${name}`, args: [], of }
}

/** Properties being looked up, so that an object spread into itself ends. */
const asked = new WeakMap<Evaluator, Map<object, Set<string>>>()

function objectMember(ev: Evaluator, of: ObjectValue, name: string): Value {
  const assigned = ev.assigned(of.id, name)
  if (assigned) return assigned
  const all = asked.get(ev) ?? new Map<object, Set<string>>()
  asked.set(ev, all)
  const names = all.get(of.id) ?? new Set()
  all.set(of.id, names)
  if (names.has(name)) return NONE
  names.add(name)
  const found = lookUp(ev, of, name)
  names.delete(name)
  return found
}

function lookUp(ev: Evaluator, of: ObjectValue, name: string): Value {
  const maybe: Value[] = []
  for (let i = of.entries.length - 1; i >= 0; i--) {
    const [key, entry] = of.entries[i] ?? [0, () => NONE]
    if (key === name) {
      const written = called(ev, entry())
      // What is written out is seldom undone by an unknown value spread over it.
      if (constantOf(written) !== undefined) return written
      const over = isDefinite(written) ? maybe.filter((one) => one.t !== 'hole' || !one.hole.optional) : maybe
      return either([...over, written])
    }
    if (key === '[]') maybe.push(hole(name))
    if (key !== 0) continue
    for (const spread of alternativesOf(entry())) {
      if (spread.t === 'none' || spread.t === 'text') continue
      const found = memberOf(ev, spread, name)
      if (found.t === 'none') continue
      if (found.t !== 'hole' && found.t !== 'either') return constantOf(found) === undefined ? either([...maybe, found]) : found
      maybe.push(found)
    }
  }
  return maybe.length > 0 ? either(maybe) : NONE
}

function called(ev: Evaluator, value: Value): Value {
  return value.t === 'getter' ? ev.call(value.of, []) : value
}

/** The browser's global object says the same as no object at all. */
const GLOBAL_OBJECT = /^#(window|globalThis|self|global|document)$/

function libraryMember(ev: Evaluator, of: Library, name: string): Value {
  if (of.path === '#env') return environment(ev, of.root ?? '', name)
  if (TEXT.has(name) && (LOCATION.test(of.path) || of.path.endsWith('()'))) return method('text', name, of)
  const known = ev.world.member(of, name, ev)
  if (known) return known
  const identity = identityOf(of)
  const assigned = identity && ev.assigned(identity, name)
  if (assigned) return assigned
  if (GLOBAL_OBJECT.test(of.path)) return { t: 'lib', path: `#${name}`, args: [] }
  // The default export of a package offers what its named exports do.
  const path = of.path.replace(/#(default|\*)$/, '#')
  return {
    t: 'lib',
    path: path.endsWith('#') ? `${path}${name}` : `${path}.${name}`,
    args: of.args,
    of,
    ...(of.site && { site: of.site }),
    ...(of.root !== undefined && { root: of.root }),
  }
}

function environment(ev: Evaluator, root: string, name: string): Value {
  if (name === 'BASE_URL' || name === 'PUBLIC_URL') return hole(name, { own: true })
  const written = ev.program.environment(root, name)
  if (written === undefined) return hole(name, { env: name })
  const url = /^(https?|wss?):\/\/[^/?#]*(.*?)\/?$/.exec(written)
  if (!url) return { t: 'text', parts: [written] }
  return { t: 'text', parts: [{ name, own: true, env: name }, ...(url[2] ? [url[2]] : [])] }
}

/** Any one element of a list, any one property of an object. */
export function elementOf(ev: Evaluator, of: Value): Value {
  switch (of.t) {
    case 'either':
      return either(of.of.map((one) => elementOf(ev, one)))
    case 'arr':
      return of.items.length > 0 ? either(of.items) : hole('')
    case 'obj': {
      const values = of.entries.flatMap(([name, entry]) => (name === 0 ? [] : [entry()]))
      return values.length > 0 ? either(values) : hole('')
    }
    case 'hole':
      return hole('', of.hole.param ? { param: of.hole.param } : {})
    case 'made':
      return elementOf(ev, of.of)
    default:
      return hole('')
  }
}
