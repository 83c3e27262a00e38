// A whole file, or the pieces of a broken one, as GoFile.

import type { FunctionSyntax, GoFile, TypeDeclaration, ValueDeclaration } from '../syntax.ts'
import { lineOf } from '../syntax.ts'
import { buildExpression, commentText, embedPatterns, isGeneratedMark } from './comments.ts'
import { addImports, functionSyntax, typeDeclarations, valueDeclarations } from './declarations.ts'
import { summarised, syntaxErrors } from './errors.ts'
import { expression } from './expressions.ts'
import type { FlatTree } from './flat-tree.ts'
import { Kind } from './kinds.ts'
import { endOf, kindOf, type Lowering, lineAt, lineStartsOf, nextOf, oneLine, type Source, startOf, textOf } from './source.ts'
import { body, nested, statement } from './statements.ts'
import { isType, parameters, type } from './types.ts'

const lowering: Lowering = { expression, type, isType, parameters, function: functionSyntax, body, nested, statement }

/** What is gathered while the pieces of one file are read. */
export interface Parts {
  package: string
  readonly imports: GoFile['imports'][number][]
  readonly types: TypeDeclaration[]
  readonly values: ValueDeclaration[]
  readonly functions: FunctionSyntax[]
  readonly comments: (readonly [line: number, text: string])[]
  /** As written, above the package clause. */
  readonly header: string[]
  readonly embeds: Map<number, readonly string[]>
  readonly errors: GoFile['errors'][number][]
}

export const noParts = (): Parts => ({
  package: '',
  imports: [],
  types: [],
  values: [],
  functions: [],
  comments: [],
  header: [],
  embeds: new Map(),
  errors: [],
})

/** `length` is less than the text's where brackets were closed that the file leaves open. */
export function addPiece(parts: Parts, text: string, tree: FlatTree, linesAbove: number, length: number): void {
  const lineStarts = lineStartsOf(text)
  const source: Source = {
    text,
    tree,
    lineStarts,
    linesAbove,
    lower: lowering,
    embeds: parts.embeds,
    lastLine: 0,
    depth: 0,
    tooDeep: undefined,
  }
  readComments(source, parts)
  addDeclarations(source, 0, parts)
  parts.errors.push(...syntaxErrors(source, length))
  if (source.tooDeep !== undefined) parts.errors.push({ line: lineOf(source.tooDeep), message: 'nested too deeply to be read' })
}

function readComments(source: Source, parts: Parts): void {
  const { kind, count } = source.tree
  let aboveClause = parts.package === ''
  for (let node = 0; node < count; node++) {
    if (kind[node] === Kind.package_clause) aboveClause = false
    if (kind[node] !== Kind.comment) continue
    const mark = textOf(source, node)
    const line = lineAt(source, startOf(source, node))
    parts.comments.push([line, commentText(mark)])
    if (aboveClause) parts.header.push(mark.trimEnd())
    const patterns = embedPatterns(mark)
    if (patterns !== undefined) addEmbed(source, parts, node, line, patterns)
  }
}

/** The variable follows the directive, with only comments and blank lines between. */
function addEmbed(source: Source, parts: Parts, node: number, line: number, patterns: readonly string[]): void {
  const between = /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/|var\b\s*\(?)*/y
  between.lastIndex = endOf(source, node)
  const length = between.exec(source.text)?.[0].length ?? 0
  const target = lineAt(source, endOf(source, node) + length)
  if (target > line) parts.embeds.set(target, [...(parts.embeds.get(target) ?? []), ...patterns])
}

function addDeclarations(source: Source, node: number, parts: Parts): void {
  for (let c = node + 1; c < nextOf(source, node); c = nextOf(source, c)) {
    switch (kindOf(source, c)) {
      case Kind.package_clause:
        if (parts.package === '') parts.package = packageName(source, c)
        break
      case Kind.import_declaration:
        addImports(source, c, parts.imports)
        break
      case Kind.const_declaration:
      case Kind.var_declaration:
        parts.values.push(...valueDeclarations(source, c))
        break
      case Kind.type_declaration:
        parts.types.push(...typeDeclarations(source, c))
        break
      case Kind.function_declaration:
      case Kind.method_declaration:
        parts.functions.push(functionSyntax(source, c))
        break
      case Kind.ERROR:
        addDeclarations(source, c, parts)
        break
      default:
        if (node === 0 && isStray(kindOf(source, c)))
          parts.errors.push({
            line: lineAt(source, startOf(source, c)),
            message: `stands in no function: ${oneLine(source, startOf(source, c), endOf(source, c)).slice(0, 60)}`,
          })
    }
  }
}

/** The grammar takes statements outside of functions, which Go does not: what a lost line leaves behind, or the rest of what it swallowed. */
export function hasStrays({ kind, next }: FlatTree): boolean {
  for (let c = 1; c < (next[0] ?? 0); c = next[c] ?? Infinity) if (isStray(kind[c] ?? Kind.token)) return true
  return false
}

const DECLARATIONS: ReadonlySet<number> = new Set([
  Kind.token,
  Kind.comment,
  Kind.empty_statement,
  Kind.ERROR,
  Kind.package_clause,
  Kind.import_declaration,
  Kind.const_declaration,
  Kind.var_declaration,
  Kind.type_declaration,
  Kind.function_declaration,
  Kind.method_declaration,
])

const isStray = (kind: number): boolean => !DECLARATIONS.has(kind)

function packageName(source: Source, clause: number): string {
  for (let c = clause + 1; c < nextOf(source, clause); c = nextOf(source, c)) {
    if (kindOf(source, c) === Kind.package_identifier) return textOf(source, c)
  }
  return ''
}

export function toFile(path: string, text: string, parts: Parts): GoFile {
  if (parts.package === '') parts.errors.push({ line: 1, message: 'no package clause' })
  const build = buildExpression(parts.header)
  const { package: name, imports, types, values, functions, comments } = parts
  return {
    path,
    package: name,
    imports,
    types,
    values,
    functions,
    comments,
    ...(build === undefined ? {} : { build }),
    generated: parts.header.some(isGeneratedMark),
    errors: summarised(parts.errors),
    lines: lineCount(text),
  }
}

function lineCount(text: string): number {
  const starts = lineStartsOf(text)
  return text === '' ? 0 : starts.length - (text.endsWith('\n') ? 1 : 0)
}
