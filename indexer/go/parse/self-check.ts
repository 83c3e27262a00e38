// Is the quick flattening right on this machine and with this build of the library? Asked once, over a program that has every oddity:
// aliases, hidden wrappers, inherited fields, comments in strange places, text outside ASCII, errors and made-up tokens.

import type { Parser, Tree } from 'web-tree-sitter'
import { emptyTree, type FlatTree } from './flat-tree.ts'
import { flattenByCursor } from './flatten-cursor.ts'
import type { Grammar } from './grammar.ts'

const probe = `// Package p is "é😀".
package p

import ( m "a/b"; . "c"; _ "d" )

const ( A, B = iota, 1 << iota; C, D )

type T[K comparable, V ~int | ~string] struct { *m.E; a, b /* c */ map[K][]V \`json:"a"\`; f func(...int) (x error) }

type I interface { M(a, b int, c ...string) (int, error); ~int | *T[int, string] }

func (t *T[K, V]) m(x, y int) (r []byte) {
outer:
	for i, v := range []m.E{{A: 1, "é": {2}}, 3: {}} { // 😀
		switch q := v.(type) { case nil, *m.E: break outer; default: goto outer }
		select { case x := <-ch: f(x...); case ch <- 1: }
		if a := (*T)(nil); a != nil && !b { return append(r[:1:2], 'é', "\\n\\x00\\u00e9"...) } else if c { go f[int](1) }
		x, y = m.F[m.E, []int](func(a int) {}), make([]int, 3)[i]
	}
	x++; defer func() { recover() }()
}

func broken( { if x { y. } z := = 3
func after() int { return 1 + }
`

function same(a: FlatTree, b: FlatTree): boolean {
  if (a.count !== b.count || JSON.stringify(a.broken) !== JSON.stringify(b.broken)) return false
  for (let node = 0; node < a.count; node++) {
    if (a.kind[node] !== b.kind[node] || a.field[node] !== b.field[node] || a.next[node] !== b.next[node]) return false
    if (a.start[node] !== b.start[node] || a.end[node] !== b.end[node]) return false
  }
  return true
}

export function isSound(parser: Parser, grammar: Grammar, quick: (tree: Tree, out: FlatTree) => boolean): boolean {
  return [probe, '', '// only a comment\n', '\n\n', '}'].every((text) => {
    const tree = parser.parse(text)
    if (tree === null) return false
    const [certain, tried] = [emptyTree(), emptyTree()]
    flattenByCursor(tree, grammar, certain)
    const sound = quick(tree, tried) && same(certain, tried)
    tree.delete()
    return sound
  })
}
