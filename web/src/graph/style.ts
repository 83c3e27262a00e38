// How edges look. Nodes are drawn in HTML above the canvas: here they are only areas that can be hit and dragged.

import type { StylesheetJson } from 'cytoscape'
import { NODE } from './geometry.ts'

const COLOURS = ['edge', 'edge-loop', 'edge-transaction', 'edge-cached', 'edge-goroutine', 'accent'] as const
export type Colours = Readonly<Record<(typeof COLOURS)[number], string>>

/** The canvas cannot read custom properties, so they are read for it. */
export function readColours(element: Element): Colours {
  const style = getComputedStyle(element)
  return Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours
}

export function stylesheet(colours: Colours): StylesheetJson {
  return [
    {
      selector: 'node',
      style: {
        shape: 'rectangle',
        width: NODE.width,
        height: NODE.height,
        'background-opacity': 0,
        'border-width': 0,
        'overlay-opacity': 0,
        events: 'yes',
      },
    },
    {
      selector: 'edge',
      style: {
        width: 1.4,
        'line-color': colours.edge,
        'target-arrow-color': colours.edge,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.8,
        'curve-style': 'round-taxi',
        'taxi-direction': 'horizontal',
        'taxi-turn': '50%',
        'source-endpoint': 'outside-to-node',
        'target-endpoint': 'outside-to-node',
        'overlay-opacity': 0,
      },
    },
    {
      selector: 'edge[weights]',
      style: {
        'curve-style': 'round-segments',
        // The types that come with cytoscape do not know this one of its values.
        'edge-distances': 'endpoints' as 'intersection',
        'segment-weights': 'data(weights)',
        'segment-distances': 'data(distances)',
        'segment-radii': [7],
        'source-endpoint': 'data(start)',
        'target-endpoint': 'data(end)',
      },
    },
    { selector: 'edge[?free]', style: { 'curve-style': 'bezier' } },
    { selector: 'edge.self', style: { 'curve-style': 'bezier', 'loop-direction': '-45deg', 'loop-sweep': '60deg' } },
    { selector: 'edge.candidate', style: { 'target-arrow-shape': 'triangle', 'target-arrow-fill': 'hollow' } },
    { selector: 'edge.deferred', style: { 'line-style': 'dashed', 'line-dash-pattern': [2, 3] } },
    { selector: 'edge.cached', style: tint(colours['edge-cached'], { 'line-style': 'dashed', 'line-dash-pattern': [7, 4] }) },
    {
      selector: 'edge.goroutine',
      style: tint(colours['edge-goroutine'], { 'line-style': 'dashed', 'line-dash-pattern': [2, 4], width: 2 }),
    },
    { selector: 'edge.transaction', style: tint(colours['edge-transaction'], { width: 2.6 }) },
    { selector: 'edge.loop', style: tint(colours['edge-loop'], { width: 2.2 }) },
    { selector: 'edge.through', style: { width: 2.4, 'z-index': 10 } },
    { selector: 'edge.through.plain', style: { 'line-color': colours.accent, 'target-arrow-color': colours.accent } },
    { selector: 'edge.aside', style: { opacity: 0.35 } },
    { selector: 'edge.hovered', style: { width: 3.4, 'z-index': 20 } },
  ]
}

function tint(colour: string, more: Readonly<Record<string, unknown>>) {
  return { 'line-color': colour, 'target-arrow-color': colour, ...more }
}
