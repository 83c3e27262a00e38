// What a data library gives that looks for what a request lacks.

import { beside, failure, isAbsent, noRows, unfilled, unfilledChain } from '../anonymous.ts'
import { foundNothing, scansRow } from '../data/found-nothing.ts'
import type { LibraryModel } from '../library/model.ts'
import { pointerless } from '../types.ts'
import { typeOf, type Value } from '../values.ts'
import type { Run } from './frame.ts'

/** A result without an error, or the query that is still under way; undefined where nothing is known but that it fails. */
export function ofNothing(
  run: Run,
  model: LibraryModel,
  { name, receiver, on }: Value & { kind: 'libraryFunction' },
  args: readonly Value[],
  modelled: () => Value | undefined,
): Value | undefined {
  const behind = receiver && (unfilledChain(receiver) ?? receiver)
  const answer = foundNothing(run, model.id, name, behind, args)
  if (answer) return answer
  if (behind !== receiver && scansRow(name)) return failure()
  const type = behind && pointerless(typeOf(behind))
  const queries = (model.handleTypes ?? model.chainTypes) !== undefined && type?.kind === 'external'
  if (
    behind &&
    queries &&
    run.library.modelOf(type.package) === model &&
    !model.errors?.(name, on?.kind === 'external' ? on.name : type.name)
  )
    return unfilled(behind)
  const found = isAbsent(receiver) || model.cursorTypes === undefined ? undefined : modelled()
  const [rows] = found?.kind === 'tuple' ? found.elements : []
  return rows && run.library.isCursor(typeOf(rows)) ? beside(noRows(typeOf(rows))) : undefined
}
