import { expect, test } from 'vitest'
import { formatEdits } from './edits.ts'
import { apply, EMPTY, follow, redo, undo } from './history.ts'

const hide = (key: string) => ({ kind: 'hide', key }) as const
const three = apply(apply(apply(EMPTY, hide('a')), hide('b')), hide('c'))

test('undo and redo walk the same way', () => {
  const back = undo(undo(three))
  expect(back.done).toEqual([hide('a')])
  expect(redo(back).done).toEqual([hide('a'), hide('b')])
  expect(redo(redo(redo(back)))).toEqual(three)
  expect(undo(EMPTY)).toEqual(EMPTY)
})

test('a new edit forgets what was undone', () => {
  const other = apply(undo(three), hide('d'))
  expect(other.done).toEqual([hide('a'), hide('b'), hide('d')])
  expect(other.undone).toEqual([])
})

test('dragging one node on is one step', () => {
  const moved = apply(apply(EMPTY, { kind: 'move', key: 'a', x: 1, y: 1 }), { kind: 'move', key: 'a', x: 9, y: 9 })
  expect(moved.done).toEqual([{ kind: 'move', key: 'a', x: 9, y: 9 }])
})

test('the back button is an undo that can be redone', () => {
  const back = follow(three, 'ha')
  expect(back.done).toEqual([hide('a')])
  expect(redo(redo(back)).done).toEqual(three.done)
  expect(follow(back, formatEdits(three.done))).toEqual(three)
})

test('a link to elsewhere begins a history of its own', () => {
  expect(follow(three, 'hz')).toEqual({ done: [hide('z')], undone: [] })
  expect(follow(three, formatEdits(three.done))).toBe(three)
})
