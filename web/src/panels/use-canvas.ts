// The canvas of a picture for as long as the picture is on the page: drawn when the step changes, styled with the theme,
// and with the camera handed on to the layer of nodes above it.

import { type RefObject, useEffect, useRef, useState } from 'react'
import type { PictureData } from '../api/picture.ts'
import { type Camera, type Canvas, createCanvas } from '../graph/canvas.ts'
import type { Point } from '../graph/geometry.ts'
import type { Step } from '../graph/steps.ts'
import type { PictureLayout } from '../state/place.ts'
import { useTheme } from '../state/theme.ts'

interface Wishes {
  readonly step: Step | undefined
  readonly data: PictureData
  readonly layout: PictureLayout
  readonly chosen: string | undefined
  readonly onChoose: (id: string | undefined) => void
  readonly onOpen: (id: string) => void
  readonly onDrop: (id: string, at: Point) => void
}

export interface CanvasState {
  readonly box: RefObject<HTMLDivElement | null>
  readonly layer: RefObject<HTMLDivElement | null>
  readonly canvas: RefObject<Canvas | null>
  readonly dragged: { readonly id: string; readonly at: Point } | undefined
  readonly hovered: string | undefined
  readonly fit: () => void
}

/** Below this the second line of a node is only noise. */
const FAR = 0.45

export function useCanvas(wishes: Wishes): CanvasState {
  const { step, data, layout, chosen } = wishes
  const box = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const canvas = useRef<Canvas>(null)
  const [dragged, setDragged] = useState<CanvasState['dragged']>()
  const [hovered, setHovered] = useState<string>()
  const theme = useTheme()
  const now = useRef(wishes)
  now.current = wishes

  useEffect(() => {
    const container = box.current
    if (!container) return
    const follow = ({ x, y, zoom }: Camera) => {
      if (layer.current) layer.current.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`
      container.style.setProperty('--pan-x', `${x}px`)
      container.style.setProperty('--zoom', String(zoom))
      container.dataset.far = String(zoom < FAR)
    }
    const made = createCanvas(container, {
      onCamera: follow,
      onChoose: (id) => {
        focusNode(container, id)
        now.current.onChoose(id)
      },
      onOpen: (id) => now.current.onOpen(id),
      onHoverEdge: setHovered,
      onDrag: (id, at) => setDragged({ id, at }),
      onDrop: (id, at) => {
        setDragged(undefined)
        focusNode(container, id)
        now.current.onDrop(id, at)
      },
    })
    canvas.current = made
    // A pane that opens beside the picture must not cover the node for which it was opened.
    const observer = new ResizeObserver(() => made.resize(now.current.chosen))
    observer.observe(container)
    return () => {
      observer.disconnect()
      canvas.current = null
      made.destroy()
    }
  }, [])

  const anchor = data.roots[0]
  const fitted = useRef<unknown>(undefined)
  useEffect(() => {
    if (!step || !canvas.current) return
    canvas.current.draw(step.display, step.layout, layout === 'lanes')
    canvas.current.choose(now.current.chosen)
    const frame = `${data.roots.join()} ${data.nodes.length} ${layout} ${step.laidOut}`
    if (fitted.current === frame) return
    fitted.current = frame
    canvas.current.fit(anchor, layout === 'lanes')
    if (now.current.chosen) canvas.current.reveal(now.current.chosen)
  }, [step, layout, data, anchor])

  useEffect(() => {
    canvas.current?.choose(chosen)
    if (chosen) canvas.current?.reveal(chosen)
  }, [chosen])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas reads the theme's colours from the page.
  useEffect(() => canvas.current?.restyle(), [theme])

  return { box, layer, canvas, dragged, hovered, fit: () => canvas.current?.fit(anchor, layout === 'lanes') }
}

/** The canvas keeps a click from moving the focus, which the picture's keys need. */
function focusNode(container: HTMLElement, id: string | undefined): void {
  const button = container.querySelector<HTMLElement>(id === undefined ? '[tabindex="0"]' : `[data-id="${CSS.escape(id)}"]`)
  button?.focus({ preventScroll: true })
}
