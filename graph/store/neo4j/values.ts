// The driver's values → the values of store.ts, and parameters the other way. The driver gives integers as numbers already
// (disableLosslessIntegers); it writes every number as a float unless told that it is an integer.

import neo4j, { type Node, type Path, type Relationship } from 'neo4j-driver'
import { NODE_LABELS } from '../../schema.ts'
import type { CypherValue, NodeValue, RelationshipValue } from '../store.ts'

/** Needs the `id` of both ends, which a relationship of the driver does not carry: `idOf` knows them by element id. */
export function toValue(value: unknown, idOf: (elementId: string) => string): CypherValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map((inner) => toValue(inner, idOf))
  if (neo4j.isNode(value)) return toNode(value)
  if (neo4j.isRelationship(value)) return toRelationship(value, idOf)
  if (neo4j.isPath(value)) return toPath(value, idOf)
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value) // Dates, durations, points.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toValue(inner, idOf)]))
}

/** Element ids of the ends of every relationship in a value, except of those whose nodes stand in the value too. */
export function endsOf(value: unknown, known: Map<string, string>, wanted: Set<string>): void {
  if (Array.isArray(value)) for (const inner of value) endsOf(inner, known, wanted)
  else if (neo4j.isNode(value as object)) known.set((value as Node).elementId, idOfNode(value as Node))
  else if (neo4j.isRelationship(value as object)) {
    wanted.add((value as Relationship).startNodeElementId)
    wanted.add((value as Relationship).endNodeElementId)
  } else if (neo4j.isPath(value as object)) {
    const { start, end, segments } = value as Path
    for (const node of [start, end, ...segments.flatMap((s) => [s.start, s.end])]) known.set(node.elementId, idOfNode(node))
  } else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    for (const inner of Object.values(value)) endsOf(inner, known, wanted)
}

function toNode(node: Node): NodeValue {
  return {
    kind: 'node',
    id: idOfNode(node),
    labels: [...node.labels].sort((a, b) => Number(b in NODE_LABELS) - Number(a in NODE_LABELS) || (a < b ? -1 : 1)),
    properties: node.properties as NodeValue['properties'],
  }
}

function toRelationship(relationship: Relationship, idOf: (elementId: string) => string): RelationshipValue {
  return {
    kind: 'relationship',
    type: relationship.type,
    from: idOf(relationship.startNodeElementId),
    to: idOf(relationship.endNodeElementId),
    properties: relationship.properties as RelationshipValue['properties'],
  }
}

function toPath({ start, segments }: Path, idOf: (elementId: string) => string): CypherValue {
  return {
    kind: 'path',
    nodes: [start, ...segments.map((s) => s.end)].map(toNode),
    relationships: segments.map((s) => toRelationship(s.relationship, idOf)),
  }
}

function idOfNode(node: Node): string {
  return String((node.properties as { readonly id?: unknown }).id)
}

/** Integral numbers become integers: LIMIT takes nothing else. */
export function toParameter(value: CypherValue): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? neo4j.int(value) : value
  if (Array.isArray(value)) return value.map(toParameter)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toParameter(inner)]))
  return value
}
