// package regexp: what is compiled keeps its source, so that a handler's choice among paths can be read from it.

import { askedPattern } from '../inquiry.ts'
import { ERROR, STRING, type Type } from '../types.ts'
import { constantText, isModel, typed, type Value } from '../values.ts'
import type { LibraryCall, LibraryModel } from './model.ts'

const STRINGS: Type = { kind: 'slice', of: STRING }
const TYPE: Type = { kind: 'pointer', of: { kind: 'external', package: 'regexp', name: 'Regexp' } }

export const regexpModel: LibraryModel = {
  id: 'regexp',
  packages: ['regexp'],
  call,
}

function call({ run, name, receiver, args }: LibraryCall): Value | undefined {
  const [first, second] = args
  if (receiver) {
    if (!isModel(receiver, 'pattern') || !/^(?:MatchString|FindStringSubmatch)$/.test(name)) return undefined
    const matches = askedPattern(run, receiver.state as string, first)
    return name === 'MatchString' || !matches ? matches : submatches(receiver.state as string, matches)
  }
  const source = constantText(first)
  if (source === undefined) return undefined
  const compiled: Value = { kind: 'model', model: 'pattern', type: TYPE, state: source }
  switch (name) {
    case 'MustCompile':
      return compiled
    case 'Compile':
      return { kind: 'tuple', elements: [compiled, { kind: 'nil', type: ERROR }] }
    case 'MatchString': {
      const matches = askedPattern(run, source, second)
      return matches && { kind: 'tuple', elements: [matches, { kind: 'nil', type: ERROR }] }
    }
    default:
      return undefined
  }
}

/** The whole and its groups; nothing where it does not match. */
function submatches(source: string, matches: Value): Value {
  if (matches.kind !== 'boolean') return typed(STRINGS)
  if (!matches.value) return { kind: 'nil', type: STRINGS }
  const groups = source.match(/(?<!\\)\((?!\?(?!P?<))/g)?.length ?? 0
  return { kind: 'list', type: STRINGS, open: false, elements: Array.from({ length: groups + 1 }, () => typed(STRING)) }
}
