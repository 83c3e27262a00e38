// What the Go side could not read or resolve.

import type { IndexDiagnostic } from '../diagnostics.ts'
import type { GoFiles } from '../stages.ts'
import type { GoAnalysis } from './analyse.ts'
import type { Summary } from './evaluate/summary.ts'
import { lineOf } from './syntax.ts'
import { unreadRoutes } from './unread-routes.ts'
import { unreadTexts } from './unread-texts.ts'

/** Libraries whose routes or statements would be missed in silence: nothing here follows them. */
const NOT_UNDERSTOOD: readonly (readonly [path: RegExp, what: 'routes' | 'statements'])[] = [
  [
    /^(github\.com\/(beego\/beego|gobuffalo\/buffalo|kataras\/iris|valyala\/fasthttp|grpc-ecosystem\/grpc-gateway|emicklei\/go-restful|zeromicro\/go-zero|cloudwego\/hertz|go-openapi\/runtime|twitchtv\/twirp|gocraft\/web|go-martini\/martini|pocketbase\/pocketbase)|goji\.io)/,
    'routes',
  ],
  [
    /^(github\.com\/(pocketbase\/dbx|gocraft\/dbr|upper\/db|go-gorp\/gorp|gobuffalo\/pop|stephenafamo\/bob|gocql\/gocql|go-jet\/jet)|go\.mongodb\.org\/mongo-driver)(\/v\d+)?(\/(dialect|mongo))?$/,
    'statements',
  ],
]

/** One a library, at the first file that imports it, when that file is part of a server. */
function notUnderstood(files: GoFiles): readonly IndexDiagnostic[] {
  const found = new Map<string, IndexDiagnostic>()
  for (const file of files.built)
    for (const { path, at } of file.imports) {
      const row = NOT_UNDERSTOOD.find(([pattern]) => pattern.test(path))
      if (row && !found.has(path))
        found.set(path, {
          stage: 'resolve',
          reason: `${row[1]}-not-understood`,
          message: `${path} is not understood yet: ${row[1]} that go through it are missing from the graph`,
          severity: 'warning',
          file: file.path,
          line: lineOf(at),
        })
    }
  return [...found.values()]
}

export function goDiagnostics(files: GoFiles, go: GoAnalysis): readonly IndexDiagnostic[] {
  return [
    ...notUnderstood(files),
    ...files.built.flatMap((f) =>
      f.errors.map(
        (e): IndexDiagnostic => ({
          stage: 'parse',
          reason: 'syntax-error',
          message: e.message,
          severity: 'error',
          file: f.path,
          line: e.line,
        }),
      ),
    ),
    ...go.calls.unresolved.map(
      (u): IndexDiagnostic => ({
        stage: 'resolve',
        reason: `unresolved-call-${u.reason}`,
        message: `${u.text}: ${WORDS[u.reason]}`,
        severity: 'info',
        file: u.caller.file.syntax.path,
        line: lineOf(u.site.at),
      }),
    ),
    ...unreadTexts(go.summary.collected).map(
      (u): IndexDiagnostic => ({
        stage: 'statement',
        reason: 'statements-not-understood',
        message: `${u.package} ${u.name} gets SQL, and nothing here follows it: the statement is missing from the graph`,
        severity: 'warning',
        file: u.fn.file.syntax.path,
        line: lineOf(u.at),
      }),
    ),
    ...routesNotUnderstood(go),
    ...distinct([...go.summary.cut, ...go.cut]).map(
      ({ name, file, at }): IndexDiagnostic => ({
        stage: 'resolve',
        reason: 'evaluation-cut',
        message: `${name} is too large to evaluate whole`,
        severity: 'warning',
        file: file.syntax.path,
        line: lineOf(at),
      }),
    ),
    ...distinct(go.lost).map(
      ({ name, file, at }): IndexDiagnostic => ({
        stage: 'resolve',
        reason: 'router-not-followed',
        message: `${name} gets a router and is not followed: routes may be missing`,
        severity: 'warning',
        file: file.syntax.path,
        line: lineOf(at),
      }),
    ),
    ...go.unstarted.map(
      ({ name, file, syntax }): IndexDiagnostic => ({
        stage: 'resolve',
        reason: 'nothing-starts-it',
        message: `nothing is seen to call ${name}, which registers routes: they are not listed`,
        severity: 'warning',
        file: file.syntax.path,
        line: lineOf(syntax.at),
      }),
    ),
    ...go.program.redeclared.map(
      ({ name, file, at }): IndexDiagnostic => ({
        stage: 'resolve',
        reason: 'declared-twice',
        message: `${name} is declared more than once in its package: the graph holds one of them`,
        severity: 'warning',
        file: file.syntax.path,
        line: lineOf(at),
      }),
    ),
    ...go.routes.flatMap((r): IndexDiagnostic[] =>
      r.route.partial
        ? [
            {
              stage: 'resolve',
              reason: 'route-path-unknown',
              message: `part of the path ${r.route.path} is known only at run time`,
              severity: 'warning',
              file: r.route.registration.file.syntax.path,
              line: lineOf(r.route.registration.at),
            },
          ]
        : [],
    ),
  ]
}

/** What the registration understood after all, by what the library's value is used as, is a route. */
function routesNotUnderstood(go: GoAnalysis): IndexDiagnostic[] {
  const place = (file: string, at: number) => `${file}:${lineOf(at)}`
  const known = new Set(go.routes.map(({ route: { registration } }) => place(registration.file.syntax.path, registration.at)))
  return unreadRoutes(go.summary.collected).flatMap(({ fn, at, text }) => {
    const file = fn.file.syntax.path
    if (known.has(place(file, at))) return []
    return {
      stage: 'resolve',
      reason: 'routes-not-understood',
      message: `${text} registers what answers a path, and nothing here understands it: the route is missing`,
      severity: 'warning',
      file,
      line: lineOf(at),
    }
  })
}

/** The same place may be met in the summary and in the registration of several programs. */
function distinct(cut: Summary['cut']): Summary['cut'] {
  return [...new Map(cut.map((c) => [`${c.file.syntax.path} ${c.at} ${c.name}`, c])).values()]
}

const WORDS: Readonly<Record<GoAnalysis['calls']['unresolved'][number]['reason'], string>> = {
  'unknown-name': 'the name stands for nothing in view',
  'unknown-receiver': 'the type of the receiver is not known',
  'unknown-member': 'its type has no such member in view',
  'function-value': 'no function was seen to flow into this value',
  'too-many-implementations': 'hundreds of types of the repository have this method set, and nothing says which',
  'interface-without-implementation': 'no type of the repository has this method set',
  'type-parameter': 'the type argument is not visible',
  'broken-source': 'the source does not parse here',
  budget: 'the evaluation was cut off',
}
