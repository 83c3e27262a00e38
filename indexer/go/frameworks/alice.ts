// alice: middleware gathered in a chain, and a handler behind them. Source of the rules: justinas/alice chain.go.

import type { LibraryCall, LibraryModel } from '../library/model.ts'
import type { Type } from '../types.ts'
import type { LibraryWrapping } from '../unwrap.ts'
import { isModel, type Value } from '../values.ts'

const CHAIN: Type = { kind: 'external', package: 'github.com/justinas/alice', name: 'Chain' }
const HANDLER: Type = { kind: 'external', package: 'net/http', name: 'Handler' }

export const aliceModel: LibraryModel = {
  id: 'alice',
  packages: ['github.com/justinas/alice'],
  call,
}

const chain = (around: readonly Value[]): Value => ({ kind: 'model', model: 'chain', type: CHAIN, state: around })

const wrapped = (state: LibraryWrapping): Value => ({ kind: 'model', model: 'wrapped', type: HANDLER, state })

const given = (args: readonly Value[]): readonly Value[] => args.flatMap((a) => (a.kind === 'list' ? a.elements : [a]))

function call({ run, name, receiver, args, path }: LibraryCall): Value | undefined {
  if (run.mode === 'summary') return undefined
  if (!receiver) return name === 'New' ? chain(given(args)) : undefined
  if (!isModel(receiver, 'chain')) return undefined
  const around = receiver.state as readonly Value[]
  const [first] = args
  switch (name) {
    case 'Append':
      return chain([...around, ...given(args)])
    case 'Extend':
      return isModel(first, 'chain') ? chain([...around, ...(first.state as readonly Value[])]) : undefined
    case 'Then':
    case 'ThenFunc':
      return first && around.reduceRight<Value>((inner, by) => wrapped({ inner, by, package: path, name, around: [] }), first)
    default:
      return undefined
  }
}
