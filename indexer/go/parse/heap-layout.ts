// The tables of a grammar as the library holds them in wasm memory (TSLanguage of web-tree-sitter 0.27.1, 32 bit): what `flatten-heap.ts`
// needs to know besides the trees themselves.

import type { Language, Tree } from 'web-tree-sitter'
import type { Grammar } from './grammar.ts'

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

export const addressOf = (handle: Tree | Language): number => {
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
