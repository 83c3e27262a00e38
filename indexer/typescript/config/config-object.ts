// Reads a configuration written in code, as literals: `export default defineConfig({ … })`. Nothing is evaluated.

import type { Expr, TsFileFacts } from '../facts.ts'

/** The object literal that the file exports, through the call or function around it. */
export function exportedObject(facts: TsFileFacts): Expr | undefined {
  const value = facts.exports.default
  return value && literal(facts, value)
}

/** Follows variables, wrapping calls and functions down to a literal object or list. */
export function literal(facts: TsFileFacts, e: Expr | undefined, depth = 0): Expr | undefined {
  if (!e || depth > 8) return undefined
  const next = (one: Expr | undefined) => literal(facts, one, depth + 1)
  switch (e.k) {
    case 'obj':
    case 'arr':
      return e
    case 'ver':
      return next(facts.versions[e.v]?.e)
    case 'bind':
      return next(facts.versions[facts.bindings[e.b]?.at(-1) ?? -1]?.e)
    case 'made':
      return next(e.of)
    case 'fn':
      return next(facts.functions[e.f]?.returns.at(-1)?.e)
    case 'either':
      return e.of.map(next).find((one) => one !== undefined)
    case 'site':
      return facts.sites[e.s]?.args.map(next).find((one) => one !== undefined)
    default:
      return undefined
  }
}

export function propertyOf(facts: TsFileFacts, of: Expr | undefined, name: string): Expr | undefined {
  const at = literal(facts, of)
  return at?.k === 'obj' ? at.of.findLast(([key]) => key === name)?.[1] : undefined
}

/** The literal pieces of an expression that builds a path: `path.resolve(__dirname, './src')` → ['./src']. */
export function textsOf(facts: TsFileFacts, e: Expr | undefined, depth = 0): string[] {
  if (!e || depth > 8) return []
  const next = (one: Expr | undefined) => textsOf(facts, one, depth + 1)
  switch (e.k) {
    case 'text':
      return [e.v]
    case 'cat':
      return [e.of.flatMap(next).join('')]
    case 'either':
      // A default stands last: `process.env.TARGET || 'http://localhost:8080'`.
      return next(e.of.at(-1))
    case 'get':
      return next(e.of)
    case 'ver':
      return next(facts.versions[e.v]?.e)
    case 'bind':
      return next(facts.versions[facts.bindings[e.b]?.at(-1) ?? -1]?.e)
    case 'site':
      return (facts.sites[e.s]?.args ?? []).flatMap(next)
    default:
      return []
  }
}
