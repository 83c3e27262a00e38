// What the Go side could not read or resolve.

import type { IndexDiagnostic } from '../diagnostics.ts'
import type { GoFiles } from '../stages.ts'
import type { GoAnalysis } from './analyse.ts'
import { lineOf } from './syntax.ts'

export function goDiagnostics(files: GoFiles, go: GoAnalysis): readonly IndexDiagnostic[] {
  return [
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
    ...go.summary.cut.map(
      (fn): IndexDiagnostic => ({
        stage: 'resolve',
        reason: 'evaluation-cut',
        message: `${fn.name} is too large to evaluate whole`,
        severity: 'warning',
        file: fn.file.syntax.path,
        line: lineOf(fn.syntax.at),
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

const WORDS: Readonly<Record<GoAnalysis['calls']['unresolved'][number]['reason'], string>> = {
  'unknown-name': 'the name stands for nothing in view',
  'unknown-receiver': 'the type of the receiver is not known',
  'unknown-member': 'its type has no such member in view',
  'function-value': 'no function was seen to flow into this value',
  'interface-without-implementation': 'no type of the repository has this method set',
  'type-parameter': 'the type argument is not visible',
  'broken-source': 'the source does not parse here',
  budget: 'the evaluation was cut off',
}
