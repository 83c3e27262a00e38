// The statements of each step with their trees and places, those inside DO blocks among them, and what of them runs in one transaction.

import type { DoStmt, Node } from 'libpg-query'
import type { MigrationSet, MigrationStep, MigrationTool } from '../migrations.ts'
import { characterOffsets, lineCounter, type ParsedStatement, plpgsqlStatements, splitStatements } from '../parser.ts'
import type { Place } from '../schema.ts'
import { clauseOf, partOffset } from './clause.ts'

export interface StepStatement {
  readonly tree: Node
  readonly sql: string
  /** Stands in a DO block, where a condition may decide whether it runs. */
  readonly inBlock: boolean
  /** It runs with others in one transaction: a number for each such group; absent: alone. */
  readonly transaction?: number
  place(location?: number): Place
  /** Of one of the parts that commas divide. */
  partPlace(part: number): Place
  /** The text of one part of it: to the comma or the end that closes it. */
  clause(location: number): string
}

export interface ReadStep {
  readonly step: MigrationStep
  /** From 0. */
  readonly index: number
  readonly statements: readonly StepStatement[]
}

export function readSteps(set: MigrationSet): readonly ReadStep[] {
  let group = 0
  return set.steps.map((step, index) => {
    const parsed = splitStatements(step.up)
    let wrapped = runsInOne(set.tool, step, parsed)
    let own = false
    const lineAt = lineCounter(step.up)
    group++
    const statements = parsed.flatMap((statement): readonly StepStatement[] => {
      const { tree } = statement
      if (!tree) return []
      const kind = 'TransactionStmt' in tree ? tree.TransactionStmt.kind : undefined
      if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') own = true
      const transaction = own || wrapped ? group : undefined
      if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') {
        own = false
        // Sent by itself, it ends the transaction of the runner.
        if (SENDS_SINGLY.has(set.tool)) wrapped = false
        group++
      }
      const outer = read(statement, step, lineAt, transaction)
      return 'DoStmt' in tree ? [outer, ...blockStatements(tree.DoStmt, outer)] : [outer]
    })
    return { step, index, statements }
  })
}

/** Runners that hand the whole text to the server: more than one statement then make one transaction without being told. */
const SENDS_WHOLE: ReadonlySet<MigrationTool> = new Set(['golang-migrate', 'folders', 'numbered', 'code', 'plain'])

/** Runners that cut the text and send each statement by itself. */
const SENDS_SINGLY: ReadonlySet<MigrationTool> = new Set(['goose', 'sql-migrate', 'atlas'])

function runsInOne(tool: MigrationTool, step: MigrationStep, statements: readonly ParsedStatement[]): boolean {
  return step.transaction && (statements.length > 1 || !SENDS_WHOLE.has(tool))
}

function read(
  { tree, sql, offset, at }: ParsedStatement,
  { file, up }: MigrationStep,
  lineAt: (offset: number) => number,
  transaction: number | undefined,
): StepStatement {
  const endLine = lineAt(offset + sql.length - 1)
  return {
    tree: tree as Node,
    sql,
    inBlock: false,
    ...(transaction !== undefined && { transaction }),
    place(location) {
      const line = lineAt(location === undefined ? offset : at(location))
      return { file, line, endLine: location === undefined ? endLine : line }
    },
    partPlace(part) {
      const line = lineAt(offset + partOffset(sql, part))
      return { file, line, endLine: line }
    },
    clause: (location) => clauseOf(up.slice(at(location), offset + sql.length)),
  }
}

function blockStatements(block: DoStmt, outer: StepStatement): readonly StepStatement[] {
  const parts = (block.args ?? []).flatMap((a) => ('DefElem' in a ? [a.DefElem] : []))
  const body = parts.find((p) => p.defname === 'as')
  const text = body?.arg && 'String' in body.arg ? body.arg.String.sval : undefined
  if (text === undefined) return []
  const { file, line: first } = outer.place(body?.location)
  return plpgsqlStatements(text).map(({ tree, sql, line }) => {
    const characters = characterOffsets(sql)
    const place = { file, line: first + line - 1, endLine: first + line - 1 }
    return {
      ...outer,
      tree,
      sql,
      inBlock: true,
      place: () => place,
      partPlace: () => place,
      clause: (location) => clauseOf(sql.slice(characters(location))),
    }
  })
}
