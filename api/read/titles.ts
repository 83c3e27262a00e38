// What to call a node, and in which lane of a picture it stands.

import type { NodeValue } from '#graph/store/store.ts'

export type Lane = 'client' | 'route' | 'middleware' | 'handler' | 'service' | 'repository' | 'statement' | 'table' | 'other'

export const LANES: readonly Lane[] = ['client', 'route', 'middleware', 'handler', 'service', 'repository', 'statement', 'table', 'other']

type Named = Pick<NodeValue, 'id' | 'labels' | 'properties'>

export function titleOf(node: Named): string {
  const p = node.properties
  const say = (...parts: readonly unknown[]) => parts.filter((part) => part !== undefined && part !== '').join(' ')
  switch (node.labels[0]) {
    case 'Route':
    case 'ApiCall':
      return say(p.method, p.path) || node.id
    case 'Function':
      return functionTitle(String(p.name ?? node.id), p.receiver)
    case 'Query':
      return statementTitle(p)
    case 'Column':
      return `${p.table}.${p.name}`
    case 'IndexAdvice':
      return `index on ${p.table} (${p.each ? [p.each].flat().join(') and (') : [p.columns ?? []].flat().join(', ')})`
    case 'CacheOp':
      return say(p.store, p.operation, p.keyPattern)
    case 'HttpCall':
      return say(p.method, p.url)
    case 'Publish':
      return say('publish', p.channel)
    case 'Goroutine':
      return say('go', p.callee)
    case 'ErrorDrop':
      return say(p.callee, '(error dropped)')
    case 'Diagnostic':
      return say(p.reason, p.message)
    default:
      return String(p.name ?? node.id)
  }
}

/** With its receiver, which may stand in the name already. */
function functionTitle(name: string, receiver: unknown): string {
  return typeof receiver !== 'string' || name.startsWith(`${receiver}.`) ? name : `${receiver}.${name}`
}

/** `SELECT posts, users`: the verb and the tables, as the text names them. */
function statementTitle(p: NodeValue['properties']): string {
  const sql = typeof p.sql === 'string' ? p.sql : ''
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? String(p.operation ?? 'statement').toUpperCase()
  const named = [...sql.matchAll(/\b(?:from|join|into|(?<!\b(?:for|do)\s+)update)\s+(?:only\s+)?((?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?)/gi)]
  // What stands in a subselect is named after the statement's own tables.
  const depth = (at: number) => sql.slice(0, at).split('(').length - sql.slice(0, at).split(')').length
  const places = named.map((match) => ({ name: (match[1] ?? '').replaceAll('"', ''), depth: depth(match.index) }))
  const tables = new Set(places.sort((x, y) => x.depth - y.depth).map((place) => place.name))
  tables.delete('')
  return tables.size > 0
    ? `${verb} ${[...tables].slice(0, 4).join(', ')}`
    : verb === ''
      ? 'statement'
      : shorten(`${verb} ${sql.trim().slice(verb.length).trim()}`)
}

function shorten(line: string): string {
  const flat = line.replace(/\s+/g, ' ').trim()
  return flat.length > 60 ? `${flat.slice(0, 59)}…` : flat
}

/** Functions without a role stand between the handler and what they call: the service's place. */
export function laneOf(node: Named): Lane {
  switch (node.labels[0]) {
    case 'Route':
      return 'route'
    case 'ApiCall':
      return 'client'
    case 'Middleware':
      return 'middleware'
    case 'Query':
    case 'CacheOp':
    case 'HttpCall':
    case 'Publish':
      return 'statement'
    case 'Table':
      return 'table'
    case 'Function':
      if (node.properties.language === 'typescript' || node.labels.includes('Component') || node.labels.includes('Hook')) return 'client'
      if (node.labels.includes('Handler')) return 'handler'
      if (node.labels.includes('Repository')) return 'repository'
      return 'service'
    default:
      return 'other'
  }
}
