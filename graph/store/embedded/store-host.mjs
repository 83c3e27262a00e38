// The child process that holds one graph file open, read-only, and answers queries on it. Plain JavaScript, since it is started
// by its path from the sources and from the bundle alike. In: {file} once, then {id, cypher, parameters, maxRows}. Out: {ready, resident} or
// {fatal} once, then {id, columns, rows, truncated} or {id, error} for each query, and {resident} while queries run.

let running = 0

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
const named = new Promise((resolve) => process.once('message', resolve))

try {
  const { default: grafeo } = await import('@grafeo-db/js')
  const { file } = await named
  const db = grafeo.GrafeoDB.openReadOnly(file)
  process.on('message', (request) => void answer(db, request))
  setInterval(() => running && send({ resident: process.memoryUsage.rss() }), 100)
  send({ ready: true, resident: process.memoryUsage.rss() })
} catch (error) {
  send({ fatal: { message: String(error?.message ?? error), stage: error?.message?.includes('GRAFEO-') ? 'open' : 'load' } })
}

/** @param {import('@grafeo-db/js').GrafeoDB} db */
async function answer(db, { id, cypher, parameters, maxRows }) {
  running += 1
  try {
    const result = await db.executeCypher(cypher, parameters)
    const { columns, length } = result
    const count = Math.min(length, maxRows)
    const raw = count === length ? result.rows() : Array.from({ length: count }, (_, i) => rowAt(result, i))
    const toValue = valueMapper(db)
    send({ id, columns, rows: raw.map((row) => row.map(toValue)), truncated: length > maxRows })
  } catch (error) {
    send({ id, error: { message: String(error?.message ?? error), status: error?.gqlStatus } })
  } finally {
    running -= 1
  }
}

function rowAt(result, index) {
  const row = result.get(index)
  return result.columns.map((column) => row[column])
}

/** The engine's values → the values of store.ts. A path's keys come as nodes, edges; a map's keys come sorted. */
function valueMapper(db) {
  const ids = new Map()
  const idOf = (internal) => {
    if (!ids.has(internal)) ids.set(internal, String(db.getNode(internal)?.get('id')))
    return ids.get(internal)
  }
  const map = (value) => {
    if (typeof value === 'bigint') return Number(value)
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(map)
    if (value instanceof Date) return value.toISOString()
    if ('_id' in value && '_labels' in value) {
      const { _id, _labels, ...properties } = value
      const [primary, ...roles] = _labels
      return { kind: 'node', id: String(properties.id), labels: [primary, ...roles.sort()], properties }
    }
    if ('_id' in value && '_source' in value) {
      const { _id, _source, _target, _type, ...properties } = value
      return { kind: 'relationship', type: _type, from: idOf(_source), to: idOf(_target), properties }
    }
    const keys = Object.keys(value)
    if (keys.length === 2 && keys[0] === 'nodes' && keys[1] === 'edges')
      return { kind: 'path', nodes: value.nodes.map(map), relationships: value.edges.map(map) }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]))
  }
  return map
}

function send(message) {
  if (process.connected) process.send(message, () => {})
}
