import { expect, test } from 'vitest'
import { blocks, inline } from './markdown-blocks.ts'

test('headings, paragraphs, lists and code', () => {
  expect(blocks('# Title\n\nOne\ntwo.\n\n- a\n  more\n- b\n\n1. x\n\n```go\nfor {\n\n}\n```\nend')).toEqual([
    { kind: 'heading', level: 1, text: 'Title' },
    { kind: 'paragraph', text: 'One two.' },
    { kind: 'list', ordered: false, items: ['a more', 'b'] },
    { kind: 'list', ordered: true, items: ['x'] },
    { kind: 'code', text: 'for {\n\n}' },
    { kind: 'paragraph', text: 'end' },
  ])
  expect(blocks('```\nnever closed')).toEqual([{ kind: 'code', text: 'never closed' }])
})

test('spans in a line; only web addresses become links', () => {
  expect(inline('a `b*c*` **d** _e_ snake_case_name [f](https://x.y) [g](bad/main.go) [h](javascript:alert(1))')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'code', text: 'b*c*' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'd' },
    { kind: 'text', text: ' ' },
    { kind: 'emphasis', text: 'e' },
    { kind: 'text', text: ' snake_case_name ' },
    { kind: 'link', text: 'f', href: 'https://x.y' },
    { kind: 'text', text: ' ' },
    { kind: 'code', text: 'g' },
    { kind: 'text', text: ' ' },
    { kind: 'code', text: 'h' },
    { kind: 'text', text: ')' },
  ])
})
