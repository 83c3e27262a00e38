// Interfaces of the repository that a handle of a library satisfies: `DBTX`, `Querier`, `Executor` by whatever name. What is
// asked through one is asked of a database, whoever stands behind it.

import type { InterfaceMethod } from '../../syntax.ts'
import { type Type, type TypeOracle, UNKNOWN_TYPE } from '../../types.ts'
import type { TextMethod } from './methods.ts'

type Handle = Type & { readonly kind: 'external' }

/** What an interface may ask for to be one that this library's handles satisfy. */
export interface HandleShape {
  readonly handle: Handle
  /** The handle that does where none of the methods is the library's own. */
  readonly plain?: Handle
  readonly asks: ReadonlyMap<string, TextMethod>
  /** Other methods of its handles, by number of parameters and results. */
  readonly others: ReadonlyMap<string, readonly [params: number, results: number]>
  /** Whose types its results are. */
  readonly family: RegExp
}

/** `Begin 0 2`: a name, its parameters, its results. */
export const otherMethods = (...lines: readonly string[]) =>
  new Map(
    lines.map((line) => {
      const [name = '', params, results] = line.split(' ')
      return [name, [Number(params), Number(results)] as const]
    }),
  )

/** The library's handle that an interface asks for. */
export function handleOf(shape: HandleShape): (type: Type, types: TypeOracle) => Handle | undefined {
  const known = new WeakMap<object, { readonly handle: Handle | undefined }>()
  return (type, types) => {
    const at = types.underlying(type)
    if (at.kind !== 'interface') return undefined
    const key = type.kind === 'named' ? type.entity : at.methods
    const found = known.get(key) ?? { handle: fits(type, shape, types) }
    known.set(key, found)
    return found.handle
  }
}

function fits(type: Type, shape: HandleShape, types: TypeOracle): Handle | undefined {
  const wanted = asked(type, shape, types)
  const at = types.underlying(type)
  if (!wanted || at.kind !== 'interface') return undefined
  let asks = wanted.handles.length > 0
  let plain = wanted.handles.every((h) => h.package === shape.plain?.package)
  for (const [name, method] of wanted.methods) {
    const row = shape.asks.get(name)
    const [params, results] = row ? [row.params, row.results] : (shape.others.get(name) ?? [])
    if (params !== method.params.length || results !== method.results.length) return undefined
    if (!row) continue
    const text = method.params[row.text]
    const resolved = text && types.resolve(text.type, at.file)
    const last = method.params[method.params.length - 1]
    if (!/^(Named|Prepare|BindNamed)/.test(name) && !last?.variadic) return undefined
    if (resolved?.kind !== 'basic' || resolved.name !== 'string') return undefined
    const given = method.results.map((r) => types.resolve(r.type, at.file))
    if (!given.every((g) => isFamily(g, shape.family))) return undefined
    asks = true
    plain &&= given.some((g) => isOf(g, shape.plain?.package)) && !given.some((g) => isOf(g, shape.handle.package))
  }
  if (!asks) return undefined
  return plain && shape.plain ? shape.plain : shape.handle
}

/** Its own methods, and the library's handles that it embeds. */
function asked(
  type: Type,
  { family }: HandleShape,
  types: TypeOracle,
): { readonly methods: ReadonlyMap<string, InterfaceMethod>; readonly handles: readonly Handle[] } | undefined {
  const methods = new Map<string, InterfaceMethod>()
  const handles: Handle[] = []
  const pending: Type[] = [type]
  for (let steps = 0; pending.length > 0 && steps < 64; steps++) {
    const at = pending.pop() ?? UNKNOWN_TYPE
    const shape = types.underlying(at)
    const handle = external(at)
    if (shape.kind === 'interface') {
      for (const m of shape.methods) methods.set(m.name, m)
      for (const e of shape.embeds) pending.push(types.resolve(e, shape.file))
    } else if (handle && family.test(handle.package)) handles.push(handle)
    else return undefined
  }
  return { methods, handles }
}

const external = (type: Type): Handle | undefined => {
  const at = type.kind === 'pointer' ? type.of : type
  return at.kind === 'external' ? at : undefined
}

const isOf = (type: Type, path: string | undefined): boolean => external(type)?.package === path

/** An error, or a type of the library. */
function isFamily(type: Type, family: RegExp): boolean {
  const at = external(type)
  return at ? family.test(at.package) : type.kind === 'basic' && type.name === 'error'
}
