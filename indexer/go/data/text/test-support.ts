// For the tests of layers that send texts: a Go program in, one line a statement out.

import { renderStatements } from '#indexer/go/statements.ts'
import { lineOf } from '#indexer/go/syntax.ts'
import { analyseTexts } from '#test/support/go-program.ts'

/** `function source [flags]: text`, sorted by place; what could not be rendered says why. */
export async function sentBy(
  code: string,
  files: Readonly<Record<string, string>> = {},
  sql: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const go = await analyseTexts({ 'store.go': `package store\n${code}`, ...files }, 'example.org/app', sql)
  const { statements, unrendered } = renderStatements(go)
  return [
    ...statements.map((s) => {
      const flags = [
        s.site.inTransaction ? 'transaction' : '',
        s.site.loopDepth > 0 ? `loop ${s.site.loopBound}${s.site.perElement ? ' per element' : ''}` : '',
        s.rendered.bounded ? 'bounded' : '',
        s.rendered.dynamic ? `dynamic (${s.rendered.dynamicReason})` : '',
        s.rendered.injection === 'none' ? '' : `injection ${s.rendered.injection}`,
      ].filter(Boolean)
      const line = `${s.fn.name} ${s.source}${flags.length > 0 ? ` [${flags.join(', ')}]` : ''}: ${s.rendered.sql.replace(/\s+/g, ' ')}`
      return { at: lineOf(s.site.at), line }
    }),
    ...unrendered.map((u) => ({ at: lineOf(u.site.at), line: `${u.fn.name} failed: ${u.reason}` })),
  ]
    .toSorted((a, b) => a.at - b.at)
    .map((s) => s.line)
}
