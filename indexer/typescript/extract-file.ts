// Source text → facts of one file. Pure; sees no other file. ts-morph is used only here and in lower/, and of it only the
// compiler's own parser: its wrapped tree costs more than all the rest of the stage.

import { ts } from 'ts-morph'
import type { TsFileFacts } from './facts.ts'
import { lowerExpression } from './lower/expressions.ts'
import { lowerClass, lowerFunction } from './lower/functions.ts'
import { finishExports } from './lower/modules.ts'
import { lowerJsx } from './lower/sites.ts'
import { addFunction, createLowering, lineOf, type Walkers } from './lower/state.ts'
import { lowerStatements } from './lower/statements.ts'

const WALKERS: Walkers = {
  expression: lowerExpression,
  statements: lowerStatements,
  functionLike: lowerFunction,
  classLike: lowerClass,
  jsx: lowerJsx,
}

export function extractFile(path: string, text: string): TsFileFacts {
  try {
    return extract(path, text)
  } catch (error) {
    // What a machine wrote may be nested deeper than any stack; and one file that defeats this reader must not cost the others.
    const message = error instanceof RangeError ? 'nested too deeply to be read' : `cannot be read: ${String(error)}`
    return { ...extract(path, ''), errors: [{ line: 1, message }] }
  }
}

function extract(path: string, text: string): TsFileFacts {
  const source = ts.createSourceFile(
    path,
    text,
    { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    false,
    scriptKind(path),
  )
  const l = createLowering(source, WALKERS)
  addFunction(l, source, -1)
  lowerStatements(l, source.statements)
  finishExports(l)
  const { functions, classes, versions, bindings, sites, tests, paths, sets, exports, stars, imports } = l
  const errors = syntaxErrors(source).map((e) => ({
    line: lineOf(l, e.start),
    message: ts.flattenDiagnosticMessageText(e.messageText, ' '),
  }))
  return { path, functions, classes, versions, bindings, sites, tests, paths, sets, exports, stars, imports, errors }
}

function scriptKind(path: string): ts.ScriptKind {
  if (/\.[cm]?ts$/.test(path)) return ts.ScriptKind.TS
  // Plain JavaScript may hold JSX, and old Flow or type-like syntax is reported as an error of its own.
  return path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.JSX
}

/** The parser keeps its errors on the tree, outside the declared type. */
function syntaxErrors(source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (source as ts.SourceFile & { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics ?? []
}
