// A syntax tree as columns, in preorder: the one thing the lowering reads, whoever filled it.
// A node's children start at node + 1 and end before next[node]; offsets are UTF-16 code units.

export interface FlatTree {
  count: number
  /** Numbers of `Kind`. */
  kind: Uint8Array
  /** Numbers of `Field`. */
  field: Uint8Array
  start: Int32Array
  end: Int32Array
  /** The first node after this one's subtree. */
  next: Int32Array
  /** ERROR nodes, and what the parser made up to go on, with its name. */
  broken: { readonly node: number; readonly missing?: string }[]
}

export const emptyTree = (): FlatTree => ({
  count: 0,
  kind: new Uint8Array(0),
  field: new Uint8Array(0),
  start: new Int32Array(0),
  end: new Int32Array(0),
  next: new Int32Array(0),
  broken: [],
})

/** Makes room for so many nodes; the buffers are kept from file to file. */
export function reset(tree: FlatTree, nodes: number): void {
  tree.count = 0
  tree.broken = []
  if (nodes <= tree.kind.length) return
  const size = Math.max(nodes, 2 * tree.kind.length, 1 << 14)
  tree.kind = new Uint8Array(size)
  tree.field = new Uint8Array(size)
  tree.start = new Int32Array(size)
  tree.end = new Int32Array(size)
  tree.next = new Int32Array(size)
}
