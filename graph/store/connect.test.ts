import { expect, test } from 'vitest'
import { chooseStore, connectStore } from './connect.ts'
import { StoreError } from './store.ts'

const folder = '/cache/graph'

test('without an address the embedded engine is taken', () => {
  expect(chooseStore({ folder, env: {} })).toEqual({ engine: 'embedded', folder })
  expect(chooseStore({ folder, env: { NEO4J_URI: '', NEO4J_PASSWORD: 'x' } })).toEqual({ engine: 'embedded', folder })
})

test('the environment names Neo4j, its user and its database', () => {
  const env = { NEO4J_URI: 'neo4j+s://graph.example:7687', NEO4J_USERNAME: 'reader', NEO4J_PASSWORD: 'x', NEO4J_DATABASE: 'shop' }
  expect(chooseStore({ folder, env })).toEqual({ engine: 'neo4j', uri: env.NEO4J_URI, username: 'reader', password: 'x', database: 'shop' })
})

test('an option goes before the environment', () => {
  const env = { NEO4J_URI: 'bolt://one:7687' }
  expect(chooseStore({ folder, uri: 'bolt+ssc://two', env })).toEqual({ engine: 'neo4j', uri: 'bolt+ssc://two' })
})

test.each(['http://localhost:7474', 'localhost:7687', '/tmp/graph', 'bolt:/x', 'neo4j+tls://x'])('%s is no store', (uri) => {
  expect(() => chooseStore({ folder, uri, env: {} })).toThrow(StoreError)
})

test('a password in an address is never repeated', async () => {
  expect(() => chooseStore({ folder, uri: 'https://neo4j:hunter2@host', env: {} })).toThrow(/not https:\/\/…@host$/)
  const secret = connectStore({ folder, uri: 'bolt://neo4j:hunter2@host', env: {} })
  await expect(secret).rejects.toThrow('give the password of Neo4j as NEO4J_PASSWORD, not in the address')
})

test('a server that is away is one clear line', async () => {
  const store = await connectStore({ folder, uri: 'bolt://127.0.0.1:1', env: {} })
  const away = 'Neo4j at 127.0.0.1:1 does not answer: is it running, and is the address right?'
  await expect(store.stamp()).rejects.toMatchObject({ name: 'StoreError', reason: 'away', message: away })
  await expect(store.open()).rejects.toMatchObject({ name: 'StoreError', reason: 'away', message: away })
  await expect(store.replace({ nodes: [], edges: [] }, { version: 1, fingerprint: '', repository: '' })).rejects.toMatchObject({
    reason: 'away',
  })
  await store.close()
})
