// The screen that a node of the graph is at home on.

import type { GraphNode } from '../api/picture.ts'
import type { Place } from './place.ts'

export function homeOf(node: Pick<GraphNode, 'id' | 'label' | 'properties' | 'title'>): Place {
  const text = (name: string) => (typeof node.properties[name] === 'string' ? (node.properties[name] as string) : undefined)
  switch (node.label) {
    case 'Route':
      return { screen: 'route', id: node.id, view: {} }
    case 'Table':
      return { screen: 'table', name: text('name') ?? node.title, view: {} }
    case 'Query':
      return { screen: 'node', id: node.id, plan: true, view: {} }
    case 'Column':
    case 'Index':
    case 'Constraint':
    case 'IndexAdvice': {
      const table = text('table')
      return table ? { screen: 'table', name: table, view: {} } : { screen: 'node', id: node.id, view: {} }
    }
    default:
      return { screen: 'node', id: node.id, view: {} }
  }
}
