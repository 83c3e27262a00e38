// The versions of a set, and whether each of its steps can be taken back: what is seen without reading what the statements do.

import type { MigrationSet, MigrationStep, MigrationTool } from '../migrations.ts'
import { changesRowsOnly, doesNothing, SAID_ABOVE, saysSo } from '../way-back.ts'
import type { Confidence, MigrationRisk, Severity } from './risk.ts'

export function orderRisks(set: MigrationSet): readonly MigrationRisk[] {
  if (set.tool === 'plain' || set.tool === 'models' || set.tool === 'code') return []
  return [...duplicates(set), ...gaps(set), ...sortedOtherwise(set), ...irreversible(set)]
}

interface Said {
  readonly rule: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly message: string
  readonly impact: string
  readonly fix: string
}

function riskOf(step: MigrationStep, said: Said): MigrationRisk {
  const place = { file: step.file, line: 1, endLine: 1 }
  return { migration: step.file, place, columns: [], targets: [], breaks: [], rewrites: false, scans: false, ...said }
}

/** Runners that know a step by its version alone. The others know it by its whole name, or it is not known how. */
const BY_VERSION: ReadonlySet<MigrationTool> = new Set(['golang-migrate', 'goose', 'dbmate', 'tern', 'flyway'])

function duplicates({ steps, tool }: MigrationSet): readonly MigrationRisk[] {
  const seen = new Map<string, MigrationStep>()
  const found = steps.flatMap((step): readonly MigrationRisk[] => {
    const key = /^\d+$/.test(step.version) ? String(BigInt(step.version)) : step.version
    const before = seen.get(key)
    seen.set(key, step)
    // A file of Go sends the text beside it that has its version.
    if (!before || before.code !== step.code || step.version === '' || (!BY_VERSION.has(tool) && tool !== 'numbered')) return []
    return [
      riskOf(step, {
        rule: 'duplicate-version',
        // golang-migrate is known by the names of its files alone, and others use such names.
        severity: tool === 'golang-migrate' ? 'medium' : BY_VERSION.has(tool) ? 'high' : 'low',
        confidence: tool === 'golang-migrate' ? 'medium' : BY_VERSION.has(tool) ? 'high' : 'low',
        message: `The version ${step.version} is used twice: by \`${before.file}\` and by \`${step.file}\`.`,
        impact: 'The runner refuses to start, or holds the second for done when the first has run.',
        fix: `Give \`${step.file.split('/').at(-1)}\` a version after the last one, unless it has run anywhere.`,
      }),
    ]
  })
  // No runner that refuses the first pair would have let a second come: this one knows its steps by their whole names.
  return found.length > 1 ? [] : found
}

/** A number that is missing from a row of numbers: a step that was lost, or never written. */
function gaps({ steps, absent = [] }: MigrationSet): readonly MigrationRisk[] {
  const numbers = steps.map((s) => (/^\d{1,7}$/.test(s.version) ? Number(s.version) : undefined))
  const others = new Set(absent.map(Number))
  const jumps = steps.flatMap((step, i) => {
    const [before, own] = [numbers[i - 1], numbers[i]]
    if (before === undefined || own === undefined || own - before < 2) return []
    const missing = Array.from({ length: Math.min(own - before - 1, 20) }, (_, k) => before + 1 + k).filter((n) => !others.has(n))
    return missing.length > 0 ? [{ step, missing, wide: own - before > 20 }] : []
  })
  // Numbers that go by tens, or that jump all the time, are not counted one by one.
  if (jumps.length * 4 > steps.length || jumps.some((j) => j.wide) || numbers.includes(undefined)) return []
  return jumps.map(({ step, missing }) =>
    riskOf(step, {
      rule: 'version-gap',
      severity: 'low',
      confidence: 'medium',
      message: `Before \`${step.file.split('/').at(-1)}\` ${missing.length === 1 ? `the version ${missing[0]} is` : `the versions ${missing.join(', ')} are`} missing.`,
      impact: 'A database that ran the missing step has another schema than one that is made anew.',
      fix: 'Bring the missing step back, or note in the set why there is none.',
    }),
  )
}

/** An unknown runner may sort by text: 10 comes before 9 then. */
function sortedOtherwise({ steps, tool }: MigrationSet): readonly MigrationRisk[] {
  if (tool !== 'numbered' && tool !== 'folders') return []
  const late = steps.findIndex((step, i) => i > 0 && step.version < (steps[i - 1]?.version ?? '') && /^\d+$/.test(step.version))
  const [step, before] = [steps[late], steps[late - 1]]
  if (!step || !before) return []
  return [
    riskOf(step, {
      rule: 'ambiguous-order',
      severity: 'medium',
      confidence: 'low',
      message: `Sorted as text \`${step.file.split('/').at(-1)}\` comes before \`${before.file.split('/').at(-1)}\`, sorted as numbers after it.`,
      impact: 'Which of them runs first depends on how the runner sorts.',
      fix: 'Write all versions with the same number of digits.',
    }),
  ]
}

function irreversible(set: MigrationSet): readonly MigrationRisk[] {
  const { steps, folder } = set
  const written = steps.filter((s) => s.down !== undefined && !doesNothing(s.down))
  // Whoever never goes down has decided so: it is told once, where the runner could.
  if (written.length * 2 < steps.length) return written.length === 0 ? neverBack(set) : []
  return steps.flatMap((step): readonly MigrationRisk[] => {
    const { up, down, code, downInCode } = step
    const sentByCode = steps.some((other) => other.code && other.version === step.version)
    if (code || sentByCode || downInCode || doesNothing(up) || (down !== undefined && doesNothing(down) && changesRowsOnly(up))) return []
    if ((down !== undefined && !doesNothing(down)) || saysSo(down) || saysSo(up, SAID_ABOVE)) return []
    return [
      riskOf(step, {
        rule: 'irreversible-migration',
        severity: 'low',
        confidence: 'high',
        message: `\`${step.file.slice(folder.length).replace(/^\//, '')}\` cannot be taken back: ${down === undefined ? 'it has no down migration' : 'its down migration does nothing'}.`,
        impact: 'When the release has to go back, the schema stays, and the runner stops at this step or holds it for taken back.',
        fix: 'Write the statements that undo it, or say `-- irreversible: why` where they would stand.',
      }),
    ]
  })
}

const GOES_BACK: ReadonlySet<MigrationTool> = new Set(['golang-migrate', 'goose', 'sql-migrate', 'dbmate', 'tern'])

function neverBack({ steps, tool }: MigrationSet): readonly MigrationRisk[] {
  const last = steps.at(-1)
  if (!last || !GOES_BACK.has(tool) || steps.some((s) => saysSo(s.down))) return []
  return [
    riskOf(last, {
      rule: 'irreversible-migration',
      severity: 'low',
      confidence: 'medium',
      message: `None of the ${steps.length} steps can be taken back: no down migration is written.`,
      impact: 'When a release has to go back, the schema stays as the new one made it.',
      fix: 'Write a down migration for each step from the next one on, or keep every step compatible with the release before it and say so.',
    }),
  ]
}
