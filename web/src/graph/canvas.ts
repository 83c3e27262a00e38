// The drawing itself: one cytoscape instance for as long as its element is on the page. It draws edges, hits, drags,
// pans and zooms; nodes are drawn in HTML above it and follow its camera.

import cytoscape, { type BoundingBox12, type BoundingBoxWH, type Core, type EdgeCollection, type EventObject } from 'cytoscape'
import type { Display } from './display.ts'
import { outerRoute } from './edge-route.ts'
import { elements, routeData } from './elements.ts'
import { type Column, type Layout, NODE, type Point } from './geometry.ts'
import { readColours, stylesheet } from './style.ts'
import { through } from './through.ts'

export interface Camera {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export interface CanvasEvents {
  readonly onCamera: (camera: Camera) => void
  readonly onChoose: (id: string | undefined) => void
  readonly onOpen: (id: string) => void
  readonly onHoverEdge: (id: string | undefined) => void
  readonly onDrag: (id: string, to: Point) => void
  readonly onDrop: (id: string, to: Point) => void
}

export interface Canvas {
  draw(display: Display, layout: Layout, lanes: boolean): void
  choose(id: string | undefined): void
  restyle(): void
  /** The room has changed: the chosen node stays in view. */
  resize(chosen: string | undefined): void
  /** Everything in view, but never so small that it cannot be read; then the anchor is. */
  fit(anchor: string | undefined, lanes: boolean): void
  zoomBy(factor: number): void
  /** Moves the camera only as far as is needed to see the node. */
  reveal(id: string): void
  destroy(): void
}

/** In lanes one reads; a free picture is also looked at as a whole. */
const LEGIBLE = { lanes: 0.78, free: 0.6 } as const
const LARGEST = 1.05
const MARGIN = { x: 30, top: 56, bottom: 30 } as const

export function createCanvas(container: HTMLElement, events: CanvasEvents): Canvas {
  const cy = cytoscape({
    container,
    style: stylesheet(readColours(container)),
    minZoom: 0.08,
    maxZoom: 2.5,
    boxSelectionEnabled: false,
    autounselectify: true,
  })
  listen(cy, events)
  let columns: readonly Column[] = []
  const canvas: Canvas = {
    draw(display, layout, lanes) {
      cy.batch(() => {
        const wanted = elements(display, layout, lanes)
        const ids = new Set(wanted.map((element) => element.data.id))
        cy.elements()
          .filter((element) => !ids.has(element.id()))
          .remove()
        for (const element of wanted) {
          const known = cy.getElementById(String(element.data.id))
          if (known.empty()) cy.add(element)
          else if (element.position) known.position(element.position)
          else if (JSON.stringify(known.data()) !== JSON.stringify(element.data)) {
            known.remove()
            cy.add(element)
          }
        }
      })
      cy.scratch('throughline', display)
      columns = [...layout.columns.values()]
    },
    choose(id) {
      const display = cy.scratch('throughline') as Display | undefined
      cy.batch(() => {
        cy.edges().removeClass('through aside')
        if (id === undefined || !display || cy.getElementById(id).empty()) return
        const line = through(id, display.edges)
        cy.edges().forEach((edge) => {
          edge.addClass(line.edges.has(edge.id()) ? 'through' : 'aside')
        })
      })
    },
    restyle() {
      cy.style(stylesheet(readColours(container)))
    },
    resize(chosen) {
      cy.resize()
      if (chosen !== undefined) canvas.reveal(chosen)
    },
    fit(anchor, lanes) {
      // Empty lanes are seen as well.
      const box = widened(cy.nodes().boundingBox(), columns)
      const width = cy.width() - MARGIN.x * 2
      const height = cy.height() - MARGIN.top - MARGIN.bottom
      if (cy.nodes().empty() || width <= 0 || height <= 0) return
      const zoom = Math.max(Math.min(width / box.w, height / box.h, LARGEST), lanes ? LEGIBLE.lanes : LEGIBLE.free)
      const root = anchor === undefined ? undefined : cy.getElementById(anchor)
      const focus = root && !root.empty() ? root.position() : { x: (box.x1 + box.x2) / 2, y: lanes ? box.y1 : (box.y1 + box.y2) / 2 }
      cy.viewport({
        zoom,
        pan: {
          x: along(box.x1, box.x2, focus.x, zoom, width, MARGIN.x, 0.5),
          y: along(box.y1, box.y2, focus.y, zoom, height, MARGIN.top, 0.28),
        },
      })
    },
    zoomBy(factor) {
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } })
    },
    reveal(id) {
      const node = cy.getElementById(id)
      if (node.empty()) return
      const at = node.renderedPosition()
      const half = { x: (NODE.width / 2) * cy.zoom() + MARGIN.x, y: (NODE.height / 2) * cy.zoom() }
      cy.panBy({
        x: overflow(at.x, half.x, half.x, cy.width()),
        y: overflow(at.y, half.y + MARGIN.top, half.y + MARGIN.bottom, cy.height()),
      })
    },
    destroy() {
      // Cytoscape empties its element, though what is drawn above it is not its own.
      const others = [...container.children].filter((child) => !child.querySelector('canvas'))
      cy.destroy()
      container.append(...others)
    },
  }
  return canvas
}

/** The pan that leaves a share of the free room before a span; where it is too long, its beginning, if the focus is in view then. */
function along(from: number, to: number, focus: number, zoom: number, room: number, margin: number, share: number): number {
  const length = (to - from) * zoom
  if (length <= room) return margin + (room - length) * share - from * zoom
  const wanted = (focus - from) * zoom < room * 0.8 ? margin - from * zoom : margin + room / 3 - focus * zoom
  return Math.max(margin + room - to * zoom, Math.min(margin - from * zoom, wanted))
}

function overflow(at: number, before: number, after: number, room: number): number {
  if (at < before) return before - at
  if (at > room - after) return room - after - at
  return 0
}

function listen(cy: Core, events: CanvasEvents): void {
  const tell = () => events.onCamera({ ...cy.pan(), zoom: cy.zoom() })
  cy.on('viewport', tell)
  cy.on('tap', (event: EventObject) => {
    if (event.target === cy) events.onChoose(undefined)
  })
  cy.on('tap', 'node', (event: EventObject) => events.onChoose(String(event.target.id())))
  cy.on('dbltap', 'node', (event: EventObject) => events.onOpen(String(event.target.id())))
  cy.on('drag', 'node', (event: EventObject) => {
    follow(event.target.connectedEdges('[weights]'))
    events.onDrag(String(event.target.id()), { ...event.target.position() })
  })
  cy.on('dragfree', 'node', (event: EventObject) => events.onDrop(String(event.target.id()), { ...event.target.position() }))
  cy.on('mouseover', 'edge', (event: EventObject) => {
    event.target.addClass('hovered')
    events.onHoverEdge(String(event.target.id()))
  })
  cy.on('mouseout', 'edge', (event: EventObject) => {
    event.target.removeClass('hovered')
    events.onHoverEdge(undefined)
  })
}

/** A line whose end is being dragged takes the straightest way. */
function follow(edges: EdgeCollection): void {
  edges.forEach((edge) => {
    const from = edge.source().position()
    const to = edge.target().position()
    edge.data(routeData(outerRoute(from, to), from, to))
  })
}

function widened(box: BoundingBox12 & BoundingBoxWH, columns: readonly Column[]) {
  const x1 = Math.min(box.x1, ...columns.map((column) => column.from))
  const x2 = Math.max(box.x2, ...columns.map((column) => column.to))
  return { x1, x2, w: x2 - x1, y1: box.y1, y2: box.y2, h: box.h }
}
