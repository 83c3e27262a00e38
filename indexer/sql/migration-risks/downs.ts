// What the rehearsal of the way back has shown, as risks of its steps.

import type { Difference, DownOutcome } from '../rehearse-downs.ts'
import type { MigrationRisk } from './risk.ts'

export function downRisks(outcomes: readonly DownOutcome[]): readonly MigrationRisk[] {
  return outcomes.flatMap((outcome) => [...failed(outcome), ...notRestored(outcome)])
}

const NOTHING = { columns: [], targets: [], breaks: [], rewrites: false, scans: false } as const

function failed({ file, downFile, errors }: DownOutcome): readonly MigrationRisk[] {
  const [first, ...others] = errors
  if (!first) return []
  const { message, sqlstate, line } = first
  return [
    {
      ...NOTHING,
      migration: file,
      place: { file: downFile, line, endLine: line },
      rule: 'down-fails',
      severity: 'medium',
      // Without a code it was a limit that ended it.
      confidence: sqlstate === undefined || sqlstate.startsWith('0A') || sqlstate.startsWith('58') ? 'low' : 'high',
      message: `The down migration of \`${base(file)}\` fails right after its step has run: ${message}${sqlstate ? ` (SQLSTATE ${sqlstate})` : ''}${others.length > 0 ? `, and ${others.length} more of its statements fail` : ''}.`,
      impact: 'Who takes the release back stops in the middle, with a schema that fits neither release.',
      fix: 'Make it run right after its step: each thing it names is there then, and nothing else.',
    },
  ]
}

function notRestored({ file, downFile, errors, differences: all, again }: DownOutcome): readonly MigrationRisk[] {
  // A value of an enum cannot be dropped: it is told where the step cannot run once more for it.
  const differences = again ? all : all.filter((d) => !hasMoreValues(d))
  // What a failed statement would have done is missing, that is said already.
  if (errors.length > 0 || (differences.length === 0 && !again)) return []
  const said = [
    ...differences.slice(0, SHOWN).map(print),
    ...(differences.length > SHOWN ? [`${differences.length - SHOWN} more`] : []),
    ...(again ? [`the step cannot run once more: ${again.message}${again.sqlstate ? ` (SQLSTATE ${again.sqlstate})` : ''}`] : []),
  ]
  const harmless =
    !again &&
    differences.every((d) => d.how === 'left' || (d.how === 'changed' && (d.kind === 'type' || d.kind === 'function' || isFilled(d))))
  return [
    {
      ...NOTHING,
      migration: file,
      place: { file: downFile, line: 1, endLine: 1 },
      rule: 'down-does-not-restore',
      severity: harmless ? 'low' : 'medium',
      confidence: 'high',
      message: `The down migration of \`${base(file)}\` leaves another schema than the one before its step: ${said.join('; ')}.`,
      impact: again
        ? 'Once taken back the release cannot be brought out again without work by hand.'
        : 'The earlier release runs on a schema that it was not written for, and databases differ by their history.',
      fix: `Let it also ${[...new Set(differences.slice(0, SHOWN).map(mend))].join('; ') || 'take the rows back that the step has written'}.`,
    },
  ]
}

function hasMoreValues({ kind, was, is }: Difference): boolean {
  if (kind !== 'type' || was === undefined || is === undefined) return false
  const [before, after] = [was.split(','), is.split(',')]
  return after.length > before.length && after.filter((label) => before.includes(label)).join() === was
}

/** A column that must have a value comes back to rows that are there: only with a default it can. */
const isFilled = ({ kind, was, is }: Difference): boolean =>
  kind === 'column' && was !== undefined && / NOT NULL$/.test(was) && is?.startsWith(`${was} DEFAULT `) === true

const SHOWN = 4
const base = (file: string) => file.split('/').at(-1) ?? file

function print({ how, kind, name, was, is }: Difference): string {
  const thing = `the ${kind} \`${name}\``
  if (how !== 'changed') return `${thing} is ${how === 'missing' ? 'gone' : 'left'}`
  if (was === undefined || is === undefined) return `${thing} is another`
  const [before, after] = differing(was, is)
  return `${thing} was \`${before}\` and is \`${after}\``
}

/** Long texts from a little before the point where they part. */
function differing(was: string, is: string): readonly [string, string] {
  const parts = [...was].findIndex((c, i) => c !== is[i])
  const from = Math.max(was.length, is.length) <= LONGEST ? 0 : Math.max(0, (parts < 0 ? was.length : parts) - Math.floor(LONGEST / 3))
  const shown = (text: string) => `${from > 0 ? '…' : ''}${text.slice(from, from + LONGEST)}${text.length > from + LONGEST ? '…' : ''}`
  return [shown(was), shown(is)]
}

const LONGEST = 100

function mend({ how, kind, name, was, is }: Difference): string {
  // A value of an enum cannot be dropped.
  if (kind === 'type' && was !== undefined && is?.startsWith(was))
    return `leave \`${name}\` as it is, and write ADD VALUE IF NOT EXISTS in the step`
  const verb = how === 'missing' ? 'bring back' : how === 'left' ? 'drop' : 'restore'
  return `${verb} the ${kind} \`${name}\``
}
