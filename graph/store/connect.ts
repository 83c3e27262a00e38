// Which engine a run uses: Neo4j when an address is given, by option or by environment, else the embedded one.

import { type GraphStore, StoreError } from './store.ts'

export interface StoreChoice {
  /** The folder of the embedded graph; not used with Neo4j. */
  readonly folder: string
  /** An address of Neo4j, before what the environment says. */
  readonly uri?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Graphs follow each other in this process. */
  readonly again?: boolean
}

export type StoreTarget =
  | { readonly engine: 'embedded'; readonly folder: string }
  | {
      readonly engine: 'neo4j'
      readonly uri: string
      readonly username?: string
      readonly password?: string
      readonly database?: string
    }

export function chooseStore({ folder, uri, env }: StoreChoice): StoreTarget {
  const address = uri ?? (env.NEO4J_URI || undefined)
  if (address === undefined) return { engine: 'embedded', folder }
  if (!/^(?:bolt|neo4j)(?:\+s|\+ssc)?:\/\//.test(address))
    throw new StoreError('failed', `a store is bolt://host:7687 or neo4j://host:7687 (+s or +ssc for TLS), not ${withoutPassword(address)}`)
  const { NEO4J_USERNAME: username, NEO4J_PASSWORD: password, NEO4J_DATABASE: database } = env
  return { engine: 'neo4j', uri: address, ...(username && { username }), ...(password && { password }), ...(database && { database }) }
}

/** Opens nothing yet: trouble with the engine shows at the first use. */
export async function connectStore(choice: StoreChoice): Promise<GraphStore> {
  const target = chooseStore(choice)
  // A run loads one engine, not both.
  if (target.engine === 'embedded') {
    const { createEmbeddedStore } = await import('./embedded/embedded-store.ts')
    return createEmbeddedStore({ folder: target.folder, ...(choice.again && { again: true }) })
  }
  const { createNeo4jStore } = await import('./neo4j/neo4j-store.ts')
  return createNeo4jStore(target)
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//…@')
}
