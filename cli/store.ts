// Which store: the embedded one in the cache, or Neo4j where an address says so.

import { join } from 'node:path'
import type { GraphStore } from '#graph/store/store.ts'
import { UsageError } from './errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

const SCHEMES = ['bolt', 'bolt+s', 'bolt+ssc', 'neo4j', 'neo4j+s', 'neo4j+ssc']

/** The address of the server, or undefined for the embedded store. */
export function storeAddress(given: string | undefined, environment: Environment = process.env): string | undefined {
  const address = given ?? (environment.NEO4J_URI || undefined)
  if (address === undefined) return undefined
  const scheme = /^([a-z0-9+]+):\/\/[^/\s]+/.exec(address)?.[1]
  if (scheme === undefined || !SCHEMES.includes(scheme))
    throw new UsageError(`${address} is not the address of a store; it looks like bolt://host:7687 or neo4j://host:7687`)
  return address
}

export async function openStore(
  address: string | undefined,
  cacheFolder: string,
  environment: Environment = process.env,
): Promise<GraphStore> {
  if (address === undefined) {
    const { createEmbeddedStore } = await import('#graph/store/embedded/embedded-store.ts')
    return createEmbeddedStore({ folder: join(cacheFolder, 'graph') })
  }
  const { createNeo4jStore } = await import('#graph/store/neo4j/neo4j-store.ts')
  const { NEO4J_USERNAME: username, NEO4J_PASSWORD: password, NEO4J_DATABASE: database } = environment
  return createNeo4jStore({
    uri: address,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(database ? { database } : {}),
  })
}
