// Undo and redo over edits. The edits that stand are in the address; those that were undone are only remembered.

import { type Edit, formatEdit, formatEdits, parseEdits } from './edits.ts'

export interface History {
  readonly done: readonly Edit[]
  /** The one to redo first stands last. */
  readonly undone: readonly Edit[]
}

export const EMPTY: History = { done: [], undone: [] }

export function apply(history: History, edit: Edit): History {
  const last = history.done.at(-1)
  const dragsOn = edit.kind === 'move' && last?.kind === 'move' && last.key === edit.key
  return { done: [...(dragsOn ? history.done.slice(0, -1) : history.done), edit], undone: [] }
}

export function undo(history: History): History {
  const last = history.done.at(-1)
  return last ? { done: history.done.slice(0, -1), undone: [...history.undone, last] } : history
}

export function redo(history: History): History {
  const next = history.undone.at(-1)
  return next ? { done: [...history.done, next], undone: history.undone.slice(0, -1) } : history
}

/** The history after the address changed by itself (back, forward, a link): what was stepped back over can be redone. */
export function follow(history: History, address: string | undefined): History {
  const wanted = address ?? ''
  if (formatEdits(history.done) === wanted) return history
  const done = parseEdits(wanted)
  const all = [...history.done, ...history.undone.toReversed()]
  const isPrefix = done.length <= all.length && done.every((edit, i) => formatEdit(edit) === formatEdit(all[i] ?? edit))
  return { done, undone: isPrefix ? all.slice(done.length).toReversed() : [] }
}
