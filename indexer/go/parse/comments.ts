// What comments tell: build constraints, the mark of generated code, embedded files.

const generatedMark = /^\/\/ Code generated .* DO NOT EDIT\.$/

/** Go's own rule; `mark` as in the source. */
export const isGeneratedMark = (mark: string): boolean => generatedMark.test(mark)

/** Without `//`, or the marks of a block. */
export function commentText(comment: string): string {
  return (comment.startsWith('//') ? comment.slice(2) : comment.slice(2, comment.endsWith('*/') ? -2 : undefined)).trim()
}

/** Patterns of a `//go:embed` line, quoted ones unquoted. */
export function embedPatterns(comment: string): readonly string[] | undefined {
  const found = /^\/\/go:embed[ \t]+(.*)$/.exec(comment.trimEnd())
  return found?.[1]?.match(/"[^"]*"|`[^`]*`|\S+/g)?.map((pattern) => pattern.replace(/^["`](.*)["`]$/, '$1'))
}

/** Of the comments above the package clause: the `//go:build` line, else the `+build` lines translated. */
export function buildExpression(comments: readonly string[]): string | undefined {
  const now = comments.map((comment) => /^\/\/go:build\s+(.*)$/.exec(comment.trimEnd())?.[1]?.trim()).find((line) => line !== undefined)
  if (now !== undefined) return now
  const lines = comments
    .map((comment) => /^\/\/\s*\+build\s+(.*)$/.exec(comment.trimEnd())?.[1]?.trim())
    .filter((line) => line !== undefined)
  if (lines.length === 0) return undefined
  const all = lines.map((line) => line.split(/\s+/).map((option) => grouped(option.split(','), '&&')))
  return all.map((options) => (all.length > 1 ? grouped(options, '||') : options.join(' || '))).join(' && ')
}

const grouped = (terms: readonly string[], operator: string): string =>
  terms.length > 1 ? `(${terms.join(` ${operator} `)})` : terms.join('')
