import { EditorState, type Transaction } from '@codemirror/state'
import { expect, test } from 'vitest'
import { redo, undo, undoable } from './undo.ts'

function editor() {
  let state = EditorState.create({ doc: 'RETURN', extensions: [undoable] })
  const dispatch = (transaction: Transaction) => {
    state = transaction.state
  }
  return {
    text: () => state.doc.toString(),
    type: (text: string, event: string) => dispatch(state.update({ changes: { from: state.doc.length, insert: text }, userEvent: event })),
    undo: () => undo({ state, dispatch }),
    redo: () => redo({ state, dispatch }),
  }
}

test('typing is undone as one step, a paste as another', () => {
  const cypher = editor()
  for (const letter of ' one') cypher.type(letter, 'input.type')
  cypher.type(' two', 'input.paste')
  cypher.undo()
  expect(cypher.text()).toBe('RETURN one')
  cypher.undo()
  expect(cypher.text()).toBe('RETURN')
  cypher.undo()
  expect(cypher.text()).toBe('RETURN')
  cypher.redo()
  cypher.redo()
  expect(cypher.text()).toBe('RETURN one two')
})

test('what was undone is forgotten when something new is written', () => {
  const cypher = editor()
  cypher.type(' one', 'input.paste')
  cypher.undo()
  cypher.type(' two', 'input.paste')
  cypher.redo()
  expect(cypher.text()).toBe('RETURN two')
})
