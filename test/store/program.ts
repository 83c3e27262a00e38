// A small program over a store, run by the tests as a process of its own: program.ts <target as JSON> <what to do>.
// `write`: replaces the graph again and again, large and small in turn. `ask`: opens, asks, and leaves the reader open.
// `hold`: opens and waits. Each step is a line of JSON on standard output.

import { createGraphBuilder, type Graph } from '#graph/graph.ts'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { connectStore, type StoreChoice } from '#graph/store/connect.ts'
import { StoreError } from '#graph/store/store.ts'

/** `tables` tables, a function for each that calls the next; the fingerprint says how many. */
function ring(tables: number): Graph {
  const b = createGraphBuilder()
  for (let i = 0; i < tables; i += 1) {
    b.node('Table', `table ${i}`, { name: `t${i}` })
    b.node('Function', `go f${i}().`, { name: `f${i}`, line: i })
    b.edge('CALLS', `go f${i}().`, `go f${(i + 1) % tables}().`, { line: i })
  }
  return b.build()
}

function say(step: object): void {
  console.log(JSON.stringify(step))
}

const [choice = '', action] = process.argv.slice(2)
const store = await connectStore(JSON.parse(choice) as StoreChoice)
try {
  if (action === 'write') {
    for (const sizes = [4_000, 10]; ; sizes.reverse()) {
      const [size = 0] = sizes
      await store.replace(ring(size), { version: GRAPH_VERSION, fingerprint: String(size), repository: 'ring' })
      say({ wrote: size })
    }
  }
  const reader = await store.open()
  const { rows } = await reader.query('MATCH (t:Table) RETURN count(t) AS n')
  say({ tables: rows[0]?.[0], fingerprint: reader.stamp.fingerprint })
  if (action === 'hold') setInterval(() => undefined, 1_000)
} catch (error) {
  if (!(error instanceof StoreError)) throw error
  say({ name: error.name, reason: error.reason, message: error.message })
}
