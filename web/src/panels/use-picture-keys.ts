// Keys of the picture: arrows between nodes, and what can be done to the chosen one.

import type { KeyboardEvent, RefObject } from 'react'
import type { Canvas } from '../graph/canvas.ts'
import { type Edit, keyOf } from '../graph/edits.ts'
import type { Point } from '../graph/geometry.ts'
import { type Arrow, navigate } from '../graph/navigate.ts'
import type { PictureView } from '../state/place.ts'
import type { PictureState } from './use-picture.ts'

interface Situation {
  readonly picture: PictureState
  readonly view: PictureView
  readonly positions: ReadonlyMap<string, Point>
  readonly choose: (id: string | undefined, how?: 'push' | 'replace') => void
  readonly canvas: RefObject<Canvas | null>
  readonly fit: () => void
  readonly root: string | undefined
}

const ARROWS: Readonly<Record<string, Arrow>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

export function usePictureKeys(now: Situation): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    if (event.altKey) return
    const done = event.ctrlKey || event.metaKey ? withControl(event, now) : plain(event, now)
    if (done) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
}

function withControl(event: KeyboardEvent, { picture }: Situation): boolean {
  const key = event.key.toLowerCase()
  if (key === 'z' && !event.shiftKey) picture.undo()
  else if (key === 'y' || (key === 'z' && event.shiftKey)) picture.redo()
  else return false
  return true
}

function plain(event: KeyboardEvent<HTMLElement>, now: Situation): boolean {
  const { picture, positions, canvas } = now
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.id : undefined
  const from = now.view.node ?? focused
  const arrow = ARROWS[event.key]
  if (arrow) {
    const to = from && picture.step ? navigate(from, arrow, positions, picture.step.display.edges) : now.root
    if (to) now.choose(to, now.view.node ? 'replace' : 'push')
    return true
  }
  switch (event.key) {
    case 'Escape':
      if (!now.view.node) return false
      now.choose(undefined)
      return true
    case 'f':
      now.fit()
      return true
    case '+':
    case '=':
      canvas.current?.zoomBy(1.2)
      return true
    case '-':
      canvas.current?.zoomBy(1 / 1.2)
      return true
    case 't':
      picture.edit({ kind: 'tidy' })
      return true
    case 'r':
      if (picture.hidden) picture.edit({ kind: 'reveal' })
      return true
  }
  return from !== undefined && onNode(event.key, from, now)
}

function onNode(pressed: string, id: string, { picture, choose }: Situation): boolean {
  const node = picture.step?.display.nodes.find((one) => one.id === id)
  const key = keyOf(id)
  const change = (edit: Edit) => {
    picture.edit(edit)
    return true
  }
  if (!node) return false
  switch (pressed) {
    case 'e':
      return change(node.kind === 'group' ? { kind: 'open', key } : { kind: 'expand', key })
    case 'c':
      if (node.kind === 'group') return true
      return change(node.folded === undefined ? { kind: 'collapse', key } : { kind: 'unfold', key })
    case 'h':
      choose(undefined, 'replace')
      return change({ kind: 'hide', key })
    default:
      return false
  }
}
