// What a resolver may ask for. Made afresh for each request, so that its loaders forget when the request ends.

import type { Finding } from '#audit/finding.ts'
import type { GraphReader, NodeValue } from '#graph/store/store.ts'
import type { AppOptions } from './options.ts'
import { createLoader, type Loader } from './read/loader.ts'
import { type Hop, type Neighbour, readNeighbours } from './read/neighbours.ts'
import { type Degree, type ForeignKey, readDegrees, readForeignKeys, readNodes, readOfTables } from './read/nodes.ts'
import { type Review, reviewOf } from './read/review.ts'

export interface ApiContext {
  readonly options: AppOptions
  reader(): Promise<GraphReader>
  review(): Promise<Review>
  node: Loader<string, NodeValue | undefined>
  related(hop: Hop): Loader<string, readonly Neighbour[]>
  degree: Loader<string, readonly Degree[]>
  tableNamed: Loader<string, NodeValue | undefined>
  foreignKeys: Loader<string, readonly ForeignKey[]>
  /** Foreign keys of other tables to this one. */
  referencedBy: Loader<string, readonly ForeignKey[]>
  /** What was found out about a table, by the table's name. */
  ofTable(label: 'SchemaDrift' | 'MigrationRisk'): Loader<string, readonly NodeValue[]>
  findings(id: string): Promise<readonly Finding[]>
}

export function createContext(options: AppOptions): ApiContext {
  const relations = new Map<string, Loader<string, readonly Neighbour[]>>()
  const ofTable = (label: 'SchemaDrift' | 'MigrationRisk') =>
    createLoader<string, readonly NodeValue[]>(
      async (names) => readOfTables(await reader(), label, names),
      () => [],
    )
  const drift = ofTable('SchemaDrift')
  const risks = ofTable('MigrationRisk')
  // One graph for the whole request, also when another is served meanwhile.
  const reader = once(options.reader)
  const result = once(options.result)
  const review = async () => reviewOf(await result())
  return {
    options,
    reader,
    review,
    node: createLoader<string, NodeValue | undefined>(
      async (ids) => readNodes(await reader(), ids),
      () => undefined,
    ),
    related(hop) {
      const key = Object.values(hop).join(' ')
      const known = relations.get(key)
      if (known) return known
      const fresh = createLoader<string, readonly Neighbour[]>(
        async (ids) => readNeighbours(await reader(), hop, ids),
        () => [],
      )
      relations.set(key, fresh)
      return fresh
    },
    degree: createLoader<string, readonly Degree[]>(
      async (ids) => readDegrees(await reader(), ids),
      () => [],
    ),
    tableNamed: createLoader<string, NodeValue | undefined>(
      async (names) => {
        const tables = await (await reader()).query('UNWIND $names AS name MATCH (t:Table {name: name}) RETURN t ORDER BY t.id', {
          parameters: { names },
        })
        return new Map(tables.rows.map(([t]) => [String((t as NodeValue).properties.name), t as NodeValue]))
      },
      () => undefined,
    ),
    foreignKeys: createLoader<string, readonly ForeignKey[]>(
      async (ids) => readForeignKeys(await reader(), ids, 'out'),
      () => [],
    ),
    referencedBy: createLoader<string, readonly ForeignKey[]>(
      async (ids) => readForeignKeys(await reader(), ids, 'in'),
      () => [],
    ),
    ofTable: (label) => (label === 'SchemaDrift' ? drift : risks),
    findings: async (id) => (await review()).findingsOf(id),
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
