// The quick way from a tree to its columns: reads the library's own structs (Subtree, TSLanguage of web-tree-sitter 0.27.1, 32 bit)
// out of wasm memory, some twenty times quicker than its cursor. `self-check.ts` proves it equal to the cursor before it is used.

import type { Language, Tree } from 'web-tree-sitter'
import { type FlatTree, reset } from './flat-tree.ts'
import type { Grammar } from './grammar.ts'
import { Kind } from './kinds.ts'

export interface Layout {
  readonly memory: () => Uint32Array
  /** By raw symbol: ours, aliases resolved by the grammar's public map. */
  readonly kinds: Uint8Array
  readonly names: readonly string[]
  /** By production * width + child: the alias as a raw symbol, or 0. */
  readonly aliases: Uint16Array
  /** Likewise our field. */
  readonly fields: Uint8Array
  readonly width: number
}

const word = (memory: Uint32Array, address: number): number => memory[address >>> 2] ?? 0
const half = (memory: Uint32Array, address: number): number => (word(memory, address) >>> ((address & 2) * 8)) & 0xffff

const addressOf = (handle: Tree | Language): number => {
  const address: unknown = Reflect.get(handle, 0)
  return typeof address === 'number' ? address : 0
}

/** TSLanguage's tables, read once. */
export function readLayout(memory: () => Uint32Array, grammar: Grammar): Layout {
  const heap = memory()
  const at = addressOf(grammar.language)
  const symbols = word(heap, at + 4) + word(heap, at + 8)
  const productions = word(heap, at + 28)
  const width = half(heap, at + 36)
  const [slices, entries, publicMap, sequences] = [64, 68, 76, 84].map((offset) => word(heap, at + offset))
  const publicOf = (symbol: number): number => half(heap, (publicMap ?? 0) + symbol * 2)
  const aliases = new Uint16Array(productions * width)
  const fields = new Uint8Array(productions * width)
  for (let production = 1; production < productions; production++) {
    for (let child = 0; child < width; child++) {
      aliases[production * width + child] = half(heap, (sequences ?? 0) + (production * width + child) * 2)
    }
    const first = half(heap, (slices ?? 0) + production * 4)
    const length = half(heap, (slices ?? 0) + production * 4 + 2)
    for (let i = first + length - 1; i >= first; i--) {
      const entry = word(heap, (entries ?? 0) + i * 4)
      const child = (entry >>> 16) & 0xff
      const inherited = entry >>> 24 !== 0
      if (!inherited && child < width) fields[production * width + child] = grammar.fields[entry & 0xffff] ?? 0
    }
  }
  const raw = Array.from({ length: symbols }, (_, symbol) => publicOf(symbol))
  return {
    memory,
    kinds: Uint8Array.from(raw, (type) => grammar.kinds[type] ?? 0),
    names: raw.map((type) => grammar.language.types[type] ?? ''),
    aliases,
    fields,
    width,
  }
}

let stackSize = 0
let base = new Int32Array(0)
let children = new Int32Array(0)
let index = new Int32Array(0)
let structural = new Int32Array(0)
let production = new Int32Array(0)
let position = new Int32Array(0)
let inherited = new Int32Array(0)
let owner = new Int32Array(0)

function growStack(): void {
  stackSize = Math.max(256, stackSize * 2)
  const grown = (old: Int32Array): Int32Array<ArrayBuffer> => {
    const bigger = new Int32Array(stackSize)
    bigger.set(old)
    return bigger
  }
  base = grown(base)
  children = grown(children)
  index = grown(index)
  structural = grown(structural)
  production = grown(production)
  position = grown(position)
  inherited = grown(inherited)
  owner = grown(owner)
}

/** False where the memory does not look as this code expects; `out` is then worthless. */
export function flattenHeap(tree: Tree, layout: Layout, out: FlatTree): boolean {
  const heap = layout.memory()
  const root = (heap[addressOf(tree) >>> 2] ?? 1) >>> 0
  if ((root & 3) !== 0) return false
  const expected = (heap[(root >>> 2) + 9] ?? 0) > 0 ? (heap[(root >>> 2) + 14] ?? 0) + 1 : 1
  if (expected > 2 * heap.length) return false
  reset(out, expected)
  fill(heap, root >>> 2, layout, out, expected)
  return out.count === expected
}

function fill(heap: Uint32Array, root: number, layout: Layout, out: FlatTree, expected: number): void {
  const { kinds, names, aliases, fields, width } = layout
  const { kind, field, start, end, next } = out
  const symbols = kinds.length
  if (stackSize === 0) growStack()

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
    const i = index[top] as number
    if (i === children[top]) {
      const closed = owner[top] as number
      if (closed >= 0) next[closed] = count
      top--
      continue
    }
    index[top] = i + 1
    const child = (base[top] as number) + i * 2
    const bits = heap[child] as number
    const inline = (bits & 1) !== 0
    const data = bits >>> 2
    let from = position[top] as number
    let size: number
    let symbol: number
    let visible: boolean
    let extra: boolean
    let missing: boolean
    let grandchildren = 0
    if (inline) {
      const sizes = heap[child + 1] as number
      if (i > 0) from += (sizes >>> 16) & 0xff
      size = sizes >>> 24
      symbol = (bits >>> 8) & 0xff
      visible = (bits & 2) !== 0
      extra = (bits & 8) !== 0
      missing = (bits & 32) !== 0
    } else {
      if (i > 0) from += heap[data + 1] as number
      size = heap[data + 4] as number
      symbol = (heap[data + 10] as number) & 0xffff
      const flags = heap[data + 11] as number
      visible = (flags & 1) !== 0
      extra = (flags & 4) !== 0
      missing = (flags & 512) !== 0
      grandchildren = heap[data + 9] as number
    }
    position[top] = from + size
    let fieldHere = 0
    if (!extra) {
      const slot = structural[top] as number
      structural[top] = slot + 1
      fieldHere = inherited[top] as number
      const rule = production[top] as number
      if (rule !== 0 && slot < width) {
        const alias = aliases[rule * width + slot] as number
        if (alias !== 0) {
          symbol = alias
          visible = true
        }
        const own = fields[rule * width + slot] as number
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
      const k = symbol < symbols ? (kinds[symbol] as number) : Kind.ERROR
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
    if (top === stackSize) growStack()
    base[top] = data - grandchildren * 2
    children[top] = grandchildren
    index[top] = 0
    structural[top] = 0
    production[top] = (heap[data + 16] as number) >>> 16
    position[top] = from
    inherited[top] = visible ? 0 : fieldHere
    owner[top] = node
  }
  out.count = count
}
