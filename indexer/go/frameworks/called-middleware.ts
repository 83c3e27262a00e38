// A library's middleware that the application calls itself, inside a handler of its own: `jwtAuth(c)`, `auth(next)(c)`.

import type { Run } from '../evaluate/frame.ts'
import { guardNotes, markWays, stopWays } from '../guard-paths.ts'
import { isModel, join, options, typeOf, type Value } from '../values.ts'
import { type LibraryMiddleware, namesSchemes } from './library-middleware.ts'
import { answers, handsOn, looksAt, response } from './request.ts'

/** What a library's middleware does to a request. */
export type Passage = 'passes' | 'refuses' | 'unknown'

/** The request goes through it: who brings nothing is refused where it refuses, and of others some are. */
export function goThrough(run: Run, middleware: Value, args: readonly Value[]): Value {
  const passage = run.passage?.(middleware) ?? 'passes'
  if (passage === 'passes' || sparesOperation(run, middleware)) return goOn(run, args)
  looksAt(run, `credential for ${nameOf(middleware)}`)
  const before = run.paths
  const refused = refuse(run)
  if (passage === 'refuses' && run.kept !== undefined && !run.brings) return refused
  const stopped = run.paths
  run.paths = before
  const passed = goOn(run, args)
  run.paths = new Set([...run.paths, ...stopped])
  return join(refused, passed)
}

/** The document secures no operation but those of which the code before it says so. */
const sparesOperation = (run: Run, middleware: Value): boolean =>
  isModel(middleware, 'libraryMiddleware') &&
  (middleware.state as LibraryMiddleware).byDocument === true &&
  !namesSchemes(guardNotes(run).stores)

function nameOf(middleware: Value): string {
  for (const option of options(middleware)) {
    if (option.kind === 'libraryFunction') return option.name
    if (option.kind === 'symbolic' && option.origin.kind === 'library') return option.origin.name
    if (isModel(option, 'libraryMiddleware')) return (option.state as LibraryMiddleware).name
  }
  return 'a library'
}

/** Where requests go on unless they are stopped, nothing is to be done. */
function goOn(run: Run, args: readonly Value[]): Value {
  const waits = args.flatMap(options).some((a) => isModel(a, 'request') && run.library.passesByDefault(typeOf(a)))
  return waits ? response(0, true) : handsOn(run, args)
}

function refuse(run: Run): Value {
  answers(run, 401)
  markWays(run, { looked: true })
  stopWays(run)
  return response(401)
}
