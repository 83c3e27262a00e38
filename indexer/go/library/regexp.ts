// package regexp: what is compiled keeps its source, so that a handler's choice among paths can be read from it.

import { askedPattern } from '../inquiry.ts'
import { ERROR, type Type } from '../types.ts'
import { constantText, isModel, type Value } from '../values.ts'
import type { LibraryCall, LibraryModel } from './model.ts'

const TYPE: Type = { kind: 'pointer', of: { kind: 'external', package: 'regexp', name: 'Regexp' } }

export const regexpModel: LibraryModel = {
  id: 'regexp',
  packages: ['regexp'],
  call,
}

function call({ run, name, receiver, args }: LibraryCall): Value | undefined {
  const [first, second] = args
  if (receiver)
    return name === 'MatchString' && isModel(receiver, 'pattern') ? askedPattern(run, receiver.state as string, first) : undefined
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
