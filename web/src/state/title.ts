import type { Place } from './place.ts'

/** The page's title for a place; empty for the first screen. */
export function titleOf(place: Place): string {
  switch (place.screen) {
    case 'overview':
      return ''
    case 'routes':
      return 'Routes'
    case 'route':
      return place.id.split(' ').slice(-2).join(' ')
    case 'tables':
      return 'Tables'
    case 'schema':
      return 'Schema'
    case 'table':
      return place.name
    case 'findings':
      return 'Findings'
    case 'audits':
      return place.id ?? 'Audits'
    case 'cypher':
      return 'Cypher'
    case 'node':
      return place.id.replace(/^\w+ /, '')
    case 'nowhere':
      return 'Not found'
  }
}
