// The fcose layout, away from the page's thread and with its chance seeded: the same picture is always laid out the same.

import cytoscape from 'cytoscape'
import fcose from 'cytoscape-fcose'
import { type ForceAnswer, type ForceQuestion, seeded } from './force.ts'

cytoscape.use(fcose)

self.addEventListener('message', (event: MessageEvent<ForceQuestion>) => {
  const { ticket, nodes, edges, width, height } = event.data
  Math.random = seeded(nodes.length)
  const fixed = nodes.filter((node) => node.fixed)
  const cy = cytoscape({
    headless: true,
    styleEnabled: true,
    style: [{ selector: 'node', style: { width, height, shape: 'rectangle' } }],
    elements: [
      ...nodes.map(({ id, x, y }) => ({ data: { id }, position: { x, y } })),
      ...edges.map(({ from, to }, i) => ({ data: { id: `e${i}`, source: from, target: to } })),
    ],
  })
  const options = {
    name: 'fcose',
    quality: 'proof',
    animate: false,
    randomize: fixed.length === 0,
    nodeSeparation: width * 0.6,
    idealEdgeLength: width * 0.45,
    nodeRepulsion: 9000,
    nodeDimensionsIncludeLabels: false,
    gravity: 0.4,
    packComponents: false,
    ...(fixed.length ? { fixedNodeConstraint: fixed.map(({ id, x, y }) => ({ nodeId: id, position: { x, y } })) } : {}),
  }
  cy.layout(options).run()
  const positions = cy.nodes().map((node): readonly [string, { x: number; y: number }] => [node.id(), { ...node.position() }])
  cy.destroy()
  const answer: ForceAnswer = { ticket, positions }
  self.postMessage(answer)
})
