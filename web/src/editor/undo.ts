// Undo and redo for the editor: one step a pause, a word, or a change of another kind.

import {
  Annotation,
  type ChangeSet,
  EditorSelection,
  type EditorState,
  type Extension,
  type StateCommand,
  StateField,
  type Transaction,
} from '@codemirror/state'
import { keymap } from '@codemirror/view'

interface Change {
  /** Takes the document back. */
  readonly inverse: ChangeSet
  readonly cursor: number
  readonly time: number
  readonly event: string
}

interface Stacks {
  readonly done: readonly Change[]
  readonly undone: readonly Change[]
}

const PAUSE = 600
const LONGEST = 400
const direction = Annotation.define<'undo' | 'redo'>()

const stacks = StateField.define<Stacks>({
  create: () => ({ done: [], undone: [] }),
  update(value, transaction) {
    if (!transaction.docChanged) return value
    const change = changeOf(transaction)
    switch (transaction.annotation(direction)) {
      case 'undo':
        return { done: value.done.slice(0, -1), undone: [...value.undone, change] }
      case 'redo':
        return { done: [...value.done, change], undone: value.undone.slice(0, -1) }
      default:
        return { done: joined(value.done, change), undone: [] }
    }
  },
})

function changeOf(transaction: Transaction): Change {
  return {
    inverse: transaction.changes.invert(transaction.startState.doc),
    cursor: transaction.startState.selection.main.head,
    time: Date.now(),
    event: transaction.isUserEvent('input.type') ? 'type' : transaction.isUserEvent('delete') ? 'delete' : 'other',
  }
}

function joined(done: readonly Change[], change: Change): readonly Change[] {
  const last = done.at(-1)
  if (!last || last.event !== change.event || change.event === 'other' || change.time - last.time > PAUSE)
    return [...done.slice(-LONGEST), change]
  return [...done.slice(0, -1), { ...change, inverse: change.inverse.compose(last.inverse), cursor: last.cursor }]
}

function step(way: 'undo' | 'redo', pick: (stacks: Stacks) => Change | undefined): StateCommand {
  return ({ state, dispatch }) => {
    const change = pick(state.field(stacks))
    if (!change) return true
    dispatch(takeBack(state, change, way))
    return true
  }
}

function takeBack(state: EditorState, change: Change, way: 'undo' | 'redo'): Transaction {
  return state.update({
    changes: change.inverse,
    selection: EditorSelection.cursor(Math.min(change.cursor, change.inverse.newLength)),
    annotations: direction.of(way),
    scrollIntoView: true,
  })
}

export const undo = step('undo', ({ done }) => done.at(-1))
export const redo = step('redo', ({ undone }) => undone.at(-1))

export const undoable: Extension = [
  stacks,
  keymap.of([
    { key: 'Mod-z', run: undo, preventDefault: true },
    { key: 'Mod-y', run: redo, preventDefault: true },
    { key: 'Mod-Shift-z', run: redo, preventDefault: true },
  ]),
]
