// Collects the keys that are asked for in one turn of the event loop and answers them with one read.
// A loader lives as long as one request: what it has read once it does not read again.

export type Loader<Key, Value> = (key: Key) => Promise<Value>

export function createLoader<Key, Value>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
  missing: (key: Key) => Value,
): Loader<Key, Value> {
  const known = new Map<Key, Promise<Value>>()
  let waiting: Key[] = []
  let batch: Promise<ReadonlyMap<Key, Value>> | undefined
  return (key) => {
    const before = known.get(key)
    if (before) return before
    waiting.push(key)
    batch ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      const keys = waiting
      waiting = []
      batch = undefined
      return read(keys)
    })
    const value = batch.then((values) => (values.has(key) ? (values.get(key) as Value) : missing(key)))
    known.set(key, value)
    return value
  }
}
