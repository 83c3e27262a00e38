// The quick way from a tree to its columns: reads the library's own structs (Subtree of web-tree-sitter 0.27.1, 32 bit) out of wasm
// memory, some twenty times quicker than its cursor. `self-check.ts` proves it equal to the cursor before it is used.

import type { Tree } from 'web-tree-sitter'
import { type FlatTree, reset } from './flat-tree.ts'
import { addressOf, type Layout } from './heap-layout.ts'
import { Kind } from './kinds.ts'

/** One open subtree a row; kept from file to file. */
interface Stack {
  size: number
  /** Word address of the first child, and how many there are. */
  base: Int32Array
  children: Int32Array
  /** The next child, and its place in the rule, which comments do not count in. */
  index: Int32Array
  structural: Int32Array
  production: Int32Array
  /** Where the next child's padding begins, in bytes. */
  position: Int32Array
  /** The field of a hidden subtree, which its children have. */
  inherited: Int32Array
  /** Its node, or -1 for a hidden one. */
  owner: Int32Array
}

const columns = ['base', 'children', 'index', 'structural', 'production', 'position', 'inherited', 'owner'] as const

const newStack = (): Stack => {
  const column = (): Int32Array => new Int32Array(256)
  return {
    size: 256,
    base: column(),
    children: column(),
    index: column(),
    structural: column(),
    production: column(),
    position: column(),
    inherited: column(),
    owner: column(),
  }
}

function grow(stack: Stack): void {
  stack.size *= 2
  for (const name of columns) {
    const bigger = new Int32Array(stack.size)
    bigger.set(stack[name])
    stack[name] = bigger
  }
}

/** The function answers false where the memory does not look as this code expects; `out` is then worthless. */
export function createHeapFlattener(layout: Layout): (tree: Tree, out: FlatTree) => boolean {
  const stack = newStack()
  return (tree, out) => {
    const heap = layout.memory()
    const root = (heap[addressOf(tree) >>> 2] ?? 1) >>> 0
    if ((root & 3) !== 0) return false
    const expected = (heap[(root >>> 2) + 9] ?? 0) > 0 ? (heap[(root >>> 2) + 14] ?? 0) + 1 : 1
    if (expected > 2 * heap.length) return false
    reset(out, expected)
    fill(heap, root >>> 2, layout, stack, out, expected)
    return out.count === expected
  }
}

function fill(heap: Uint32Array, root: number, layout: Layout, stack: Stack, out: FlatTree, expected: number): void {
  const { kinds, names, aliases, fields, width } = layout
  const { kind, field, start, end, next } = out
  const symbols = kinds.length
  let { base, children, index, structural, production, position, inherited, owner } = stack

  let top = 0
  let count = 1
  const rootSymbol = (heap[root + 10] ?? 0) & 0xffff
  kind[0] = rootSymbol < symbols ? (kinds[rootSymbol] ?? 0) : Kind.ERROR
  field[0] = 0
  start[0] = (heap[root + 1] ?? 0) >>> 1
  end[0] = ((heap[root + 1] ?? 0) + (heap[root + 4] ?? 0)) >>> 1
  if (kind[0] === Kind.ERROR) out.broken.push({ node: 0 })
  const rootChildren = heap[root + 9] ?? 0
  base[0] = root - rootChildren * 2
  children[0] = rootChildren
  index[0] = 0
  structural[0] = 0
  production[0] = rootChildren > 0 ? (heap[root + 16] ?? 0) >>> 16 : 0
  position[0] = heap[root + 1] ?? 0
  inherited[0] = 0
  owner[0] = 0

  while (top >= 0) {
    const i = index[top] ?? 0
    if (i === children[top]) {
      const closed = owner[top] ?? 0
      if (closed >= 0) next[closed] = count
      top--
      continue
    }
    index[top] = i + 1
    const child = (base[top] ?? 0) + i * 2
    const bits = heap[child] ?? 0
    const inline = (bits & 1) !== 0
    const data = bits >>> 2
    let from = position[top] ?? 0
    let size: number
    let symbol: number
    let visible: boolean
    let extra: boolean
    let missing: boolean
    let grandchildren = 0
    if (inline) {
      const sizes = heap[child + 1] ?? 0
      if (i > 0) from += (sizes >>> 16) & 0xff
      size = sizes >>> 24
      symbol = (bits >>> 8) & 0xff
      visible = (bits & 2) !== 0
      extra = (bits & 8) !== 0
      missing = (bits & 32) !== 0
    } else {
      if (i > 0) from += heap[data + 1] ?? 0
      size = heap[data + 4] ?? 0
      symbol = (heap[data + 10] ?? 0) & 0xffff
      const flags = heap[data + 11] ?? 0
      visible = (flags & 1) !== 0
      extra = (flags & 4) !== 0
      missing = (flags & 512) !== 0
      grandchildren = heap[data + 9] ?? 0
    }
    position[top] = from + size
    let fieldHere = 0
    if (!extra) {
      const slot = structural[top] ?? 0
      structural[top] = slot + 1
      fieldHere = inherited[top] ?? 0
      const rule = production[top] ?? 0
      if (rule !== 0 && slot < width) {
        const alias = aliases[rule * width + slot] ?? 0
        if (alias !== 0) {
          symbol = alias
          visible = true
        }
        const own = fields[rule * width + slot] ?? 0
        if (own !== 0) fieldHere = own
      }
    }
    let node = -1
    if (visible) {
      if (count === expected) {
        out.count = expected + 1
        return
      }
      node = count++
      const k = symbol < symbols ? (kinds[symbol] ?? 0) : Kind.ERROR
      kind[node] = k
      field[node] = fieldHere
      start[node] = from >>> 1
      end[node] = (from + size) >>> 1
      next[node] = count
      if (missing) out.broken.push({ node, missing: names[symbol] ?? '' })
      else if (k === Kind.ERROR) out.broken.push({ node })
    }
    if (grandchildren === 0 || (!visible && heap[data + 12] === 0)) continue
    top++
    if (top === stack.size) {
      grow(stack)
      ;({ base, children, index, structural, production, position, inherited, owner } = stack)
    }
    base[top] = data - grandchildren * 2
    children[top] = grandchildren
    index[top] = 0
    structural[top] = 0
    production[top] = (heap[data + 16] ?? 0) >>> 16
    position[top] = from
    inherited[top] = visible ? 0 : fieldHere
    owner[top] = node
  }
  out.count = count
}
