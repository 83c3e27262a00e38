// What only the Neo4j engine has: a server with other people's data, passwords and writers that die in between.

import { expect, test } from 'vitest'
import { createNeo4jStore } from '#graph/store/neo4j/neo4j-store.ts'
import { shop } from './contract.ts'
import { forNeo4j, neo4jDriver, TEST_STAMP, wipe } from './each-store.ts'

forNeo4j(({ create }, options) => {
  test('a database with other data is refused and left alone', async () => {
    const store = await create()
    const driver = neo4jDriver(options)
    await driver.executeQuery("CREATE (:Table {id: 'theirs'})-[:OWNS]->(:Thing)")
    await expect(store.replace(shop(), TEST_STAMP)).rejects.toMatchObject({
      name: 'StoreError',
      reason: 'failed',
      message: expect.stringMatching(/^the database in Neo4j at .+ holds other data: give Throughline a database of its own$/),
    })
    const { records } = await driver.executeQuery('MATCH (n) RETURN count(n) AS n')
    expect(Number(records[0]?.get('n'))).toBe(2)
    await wipe(driver)
    await store.replace(shop(), TEST_STAMP)
    expect(await store.stamp()).toEqual(TEST_STAMP)
    await driver.close()
  })

  test('a wrong password and a missing database are one clear line', async () => {
    await create()
    const wrong = createNeo4jStore({ ...options, password: 'wrong' })
    await expect(wrong.open()).rejects.toMatchObject({
      reason: 'away',
      message: expect.stringMatching(/^Neo4j at .+ refuses the user name or password: set NEO4J_USERNAME and NEO4J_PASSWORD$/),
    })
    await wrong.close()
    const missing = createNeo4jStore({ ...options, database: 'nowhere' })
    await expect(missing.stamp()).rejects.toMatchObject({ reason: 'away', message: expect.stringContaining('has no such database') })
    await missing.close()
  })

  test('a stopped query runs no longer on the server', async () => {
    const store = await create()
    const driver = neo4jDriver(options)
    await store.replace(shop(), TEST_STAMP)
    const reader = await store.open()
    const endless =
      'UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y WITH x * y AS z WHERE z % 7 = 3 RETURN count(z) AS stoppedHere'
    await expect(reader.query(endless, { timeoutMs: 300 })).rejects.toMatchObject({ reason: 'timeout' })
    const running = async () => {
      const { records } = await driver.executeQuery(
        "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'AS stoppedHere' AND NOT currentQuery CONTAINS 'SHOW' RETURN count(*) AS n",
      )
      return Number(records[0]?.get('n'))
    }
    await expect.poll(running, { timeout: 10_000 }).toBe(0)
    await reader.close()
    await driver.close()
  })
})
