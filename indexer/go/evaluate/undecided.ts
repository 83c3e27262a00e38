// Conditions that a request which brings nothing meets and nothing in view decides: where they stand, and the settings
// that they are made of, as the code writes them. A run may assume one of them to hold, or not to.

import { isAnonymous, isPageToken, namesPageToken, truth } from '../anonymous.ts'
import { type Expression, lineOf, type Position } from '../syntax.ts'
import { printType } from '../types.ts'
import { type Origin, options, type Scope, type Value } from '../values.ts'
import { words } from '../walk.ts'
import { evaluate } from './expressions.ts'
import { type Frame, lookup, type Run } from './frame.ts'

export interface Undecided {
  readonly text: string
  readonly file: string
  readonly at: Position
  /** Settings that it asks for, each with what it is: `cfg.Auth.Enabled, a field of Auth`. */
  readonly settings: readonly string[]
  /** It is asked of a token that every page brings along. */
  readonly ofPage: boolean
}

/** Whether the run assumes that a condition holds; one that it does not speak of is noted. */
export function assumed(
  run: Run,
  frame: Frame,
  scope: Scope,
  at: Position,
  text: string,
  tested: readonly (Expression | undefined)[],
): boolean | undefined {
  if (!isAnonymous(run)) return undefined
  const file = frame.file.syntax.path
  const key = `${file}@${at}`
  const given = run.assumptions.get(key)
  if (given !== undefined || run.undecided.has(key)) return given
  run.undecided.set(key, {
    text,
    file,
    at,
    settings: settingsOf(run, frame, scope, tested),
    ofPage: tested.some((e) => e && asksPage(run, frame, scope, e)),
  })
  return undefined
}

function asksPage(run: Run, frame: Frame, scope: Scope, e: Expression): boolean {
  const asks = (of: Expression): boolean => asksPage(run, frame, scope, of)
  switch (e.kind) {
    case 'binary':
      return asks(e.left) || asks(e.right)
    case 'unary':
    case 'assert':
      return asks(e.of)
    case 'call':
      return e.args.some((a) => asks(a) || (a.kind === 'string' && namesPageToken(a.value)))
    case 'name':
    case 'selector':
      return isCallFree(e) && options(evaluate(run, frame, scope, e)).some(isPageToken)
    default:
      return false
  }
}

/** The settings that are tested, each with what it is. */
export const settingsOf = (run: Run, frame: Frame, scope: Scope, tested: readonly (Expression | undefined)[]): readonly string[] => [
  ...new Set(tested.flatMap((e) => (e ? settingsIn(run, frame, scope, e) : []))),
]

/** Where a condition stands, for a person. */
export const placeOf = ({ file, at }: { readonly file: string; readonly at: Position }): string => `${file}:${lineOf(at)}`

/** The condition, with its place and the settings that it asks. */
export const said = (condition: Pick<Undecided, 'text' | 'file' | 'at'> & Partial<Pick<Undecided, 'settings'>>): string =>
  `${condition.text} (${[placeOf(condition), ...(condition.settings ?? [])].join('; ')})`

/** The operands that nothing decides and that do not come with the request. Calls are not made again. */
function settingsIn(run: Run, frame: Frame, scope: Scope, e: Expression): string[] {
  const inside = (of: readonly Expression[]) => of.flatMap((x) => settingsIn(run, frame, scope, x))
  switch (e.kind) {
    case 'binary':
      return inside([e.left, e.right])
    case 'unary':
    case 'assert':
      return inside([e.of])
    case 'index':
      return inside([e.of, ...e.indices])
    case 'call': {
      const given = inside(e.args)
      const from = given.length === 0 && e.callee.kind === 'selector' && !isCallFree(e.callee.of) ? inside([e.callee.of]) : []
      const found = [...given, ...from]
      // `settings.Get("mode")`: a setting by its name.
      return found.length === 0 && e.args.every(isLiteral) && isCallFree(e.callee)
        ? ofFunction(evaluate(run, frame, scope, e.callee), e)
        : found
    }
    case 'name':
    case 'selector': {
      // What went wrong is nobody's setting.
      if (ERROR_NAME.test(words(e))) return []
      // `current().Enabled`
      if (e.kind === 'selector' && !isCallFree(e)) return inside([e.of])
      const value = e.kind === 'name' ? (lookup(scope, e.name)?.value ?? evaluate(run, frame, scope, e)) : evaluate(run, frame, scope, e)
      if (truth(value) !== undefined) return []
      const source = sourceOf(value)
      return source ? [`${words(e)}, ${source}`] : []
    }
    default:
      return []
  }
}

/** `enabled()` of the program: who reads on finds there what it asks; and what a library gives by name. */
function ofFunction(callee: Value, e: Expression & { kind: 'call' }): string[] {
  for (const option of options(callee)) {
    if (option.kind === 'function' && option.entity.syntax.name) return [`${words(e)}, what ${option.entity.name} gives`]
    const byName = option.kind === 'libraryFunction' && e.args.length > 0 && option.receiver?.kind !== 'model'
    if (byName && !COMPUTES.test(option.package)) return [words(e)]
  }
  return []
}

const isLiteral = (e: Expression): boolean => e.kind === 'string' || e.kind === 'number'

const ERROR_NAME = /^err|Err(or)?$/

export const isCallFree = (e: Expression): boolean => e.kind === 'name' || (e.kind === 'selector' && isCallFree(e.of))

/** What a value is that the operator, or the rest of the program, sets. */
export function sourceOf(value: Value): string | undefined {
  for (const option of options(value)) {
    const said = option.kind === 'symbolic' ? ofOrigin(option.origin) : undefined
    if (said) return said
  }
  return undefined
}

/** The request, and packages of the standard library save those that read settings. */
const COMPUTES = /^(?!(os|flag)$)[^.]+$/

function ofOrigin(origin: Origin): string | undefined {
  switch (origin.kind) {
    case 'field':
      return `a field of ${origin.owner.name}`
    case 'global':
      return 'a package variable'
    case 'result':
      return `what ${origin.fn.name} gives`
    case 'methodResult':
      return `what ${printType(origin.on)}.${origin.name} gives`
    case 'library':
      // What comes with the request, or is computed, is nobody's setting.
      return COMPUTES.test(origin.package) ? undefined : `what ${origin.package.split('/').pop()}.${origin.name} gives`
    default:
      return undefined
  }
}
