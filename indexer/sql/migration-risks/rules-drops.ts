// What is taken away or named anew while the code of the earlier release runs, and what the code of today still names.

import type { AlterTableStmt, DropStmt, Node, RenameStmt, TruncateStmt } from 'libpg-query'
import { tableName } from '../schema.ts'
import { quoted } from './clause.ts'
import type { CodeUse } from './code-use.ts'
import type { InUse, RuleContext } from './context.ts'
import { isIn } from './fold.ts'
import { type Found, least } from './risk.ts'
import { droppedName, nameOf } from './state.ts'

export function foundColumnDrops({ relation, cmds = [] }: AlterTableStmt, context: RuleContext): readonly Found[] {
  const used = context.inUse(relation)
  if (!used) return []
  return cmds.flatMap((node, part): readonly Found[] => {
    if (!('AlterTableCmd' in node) || node.AlterTableCmd.subtype !== 'AT_DropColumn') return []
    const { name = '', missing_ok } = node.AlterTableCmd
    if ((missing_ok && !used.table?.columns.has(name)) || context.isNew(used.table?.columns.get(name))) return []
    const named = namesColumn(used.name, name, context.use)
    return [
      {
        rule: 'ban-drop-column',
        part,
        table: used.name,
        columns: [name],
        targets: [{ kind: 'column', table: used.name, name }],
        breaks: named.ids,
        lock: 'ACCESS EXCLUSIVE',
        severity: named.text ? 'high' : 'medium',
        confidence: used.confidence,
        message: `The column \`${used.name}.${name}\` is dropped${named.text ? `, and ${named.text}` : ' with what it holds'}.`,
        impact: named.text
          ? 'The statements that name it fail as soon as the step has run.'
          : 'Instances of the earlier release that still name it fail until the last of them has gone; the values are lost.',
        fix: named.text
          ? `Take \`${name}\` out of the code first, and drop it one release later.`
          : 'Drop it one release after the code has ceased to name it, with a backup of its values.',
      },
    ]
  })
}

export function foundTableDrops({ removeType, objects = [], behavior }: DropStmt, context: RuleContext): readonly Found[] {
  if (removeType === 'OBJECT_SCHEMA' && behavior === 'DROP_CASCADE') return objects.flatMap((o) => dropSchema(droppedName(o), context))
  if (removeType !== 'OBJECT_TABLE') return []
  return objects.flatMap((object): readonly Found[] => {
    const used = context.inUse(droppedName(object))
    if (!used?.table || isRenamedTo(used.name, context)) return []
    const { ids, text } = namesTable(used.name, context.use)
    return [
      {
        rule: 'ban-drop-table',
        table: used.name,
        breaks: ids,
        lock: 'ACCESS EXCLUSIVE',
        severity: text ? 'high' : 'medium',
        confidence: used.confidence,
        message: `The table \`${used.name}\` is dropped${text ? `, and ${text}` : ' with its rows'}.`,
        impact: text
          ? 'The statements that name it fail as soon as the step has run.'
          : 'Instances of the earlier release that still name it fail until the last of them has gone; the rows are lost.',
        fix: 'Drop it one release after the code has ceased to name it, with a backup of its rows.',
      },
    ]
  })
}

function dropSchema(schema: string, context: RuleContext): readonly Found[] {
  const tables = [...context.state.tables.keys()].filter((t) => isIn(t, schema))
  const used = tables.flatMap((t) => context.inUse(t) ?? [])
  const [first] = used
  if (!first) return []
  return [
    {
      rule: 'ban-drop-schema',
      table: first.name,
      lock: 'ACCESS EXCLUSIVE',
      severity: 'high',
      confidence: least(...used.map((u) => u.confidence)),
      message: `The schema \`${schema}\` is dropped with all that is in it: ${used.length} ${used.length === 1 ? 'table' : 'tables'}.`,
      impact: 'All of their rows are lost, and every statement that names them fails.',
      fix: 'Drop its tables one by one, each a release after the code has ceased to name it.',
    },
  ]
}

export function foundTruncate({ relations = [], behavior }: TruncateStmt, context: RuleContext): readonly Found[] {
  return relations.flatMap((relation): readonly Found[] => {
    const used = 'RangeVar' in relation ? context.inUse(relation.RangeVar) : undefined
    if (!used) return []
    const cascades = behavior === 'DROP_CASCADE'
    return [
      {
        rule: cascades ? 'ban-truncate-cascade' : 'ban-truncate',
        table: used.name,
        lock: 'ACCESS EXCLUSIVE',
        severity: cascades ? 'high' : 'medium',
        confidence: used.confidence,
        message: `\`${used.name}\` is emptied${cascades ? ', and with it every table that refers to it' : ''}.`,
        impact: 'The rows are lost, and everybody waits for the lock.',
        fix: `Delete in batches what has to go, by a condition${cascades ? ', and each table by its name' : ''}.`,
      },
    ]
  })
}

export function foundRename(rename: RenameStmt, context: RuleContext): readonly Found[] {
  const { renameType, relation, subname = '', newname = '', missing_ok } = rename
  if (renameType !== 'OBJECT_TABLE' && renameType !== 'OBJECT_COLUMN') return []
  const used = context.inUse(relation)
  if (!used || (missing_ok && !used.table) || (renameType === 'OBJECT_TABLE' && isReplaced(used, context))) return []
  if (renameType === 'OBJECT_COLUMN' && context.isNew(used.table?.columns.get(subname))) return []
  const table = quoted(used.name)
  if (renameType === 'OBJECT_TABLE') {
    const { ids, text } = namesTable(used.name, context.use)
    return [
      {
        rule: 'renaming-table',
        table: used.name,
        breaks: ids,
        lock: 'ACCESS EXCLUSIVE',
        severity: text ? 'high' : 'medium',
        confidence: used.confidence,
        message: `The table \`${used.name}\` is renamed to \`${newname}\`${text ? `, and ${text}` : ''}.`,
        impact: 'Every statement by the old name fails at once, those of instances of the earlier release among them.',
        fix: `Leave a view behind: CREATE VIEW ${table} AS SELECT * FROM ${quoted(tableName(relation?.schemaname, newname))}; and drop it one release later.`,
      },
    ]
  }
  const named = namesColumn(used.name, subname, context.use)
  return [
    {
      rule: 'renaming-column',
      table: used.name,
      columns: [subname],
      targets: [{ kind: 'column', table: used.name, name: newname }],
      breaks: named.ids,
      lock: 'ACCESS EXCLUSIVE',
      severity: named.text ? 'high' : 'medium',
      confidence: used.confidence,
      message: `The column \`${used.name}.${subname}\` is renamed to \`${newname}\`${named.text ? `, and ${named.text}` : ''}.`,
      impact: 'Every statement by the old name fails at once, those of instances of the earlier release among them.',
      fix: `Add \`${newname}\` as a new column, write both, fill it in batches, read it, and drop \`${subname}\` in a later release.`,
    },
  ]
}

const laterIn = ({ step, statement }: RuleContext): readonly Node[] =>
  step.statements.slice(step.statements.indexOf(statement) + 1).map(({ tree }) => tree)

/** Later in the step another table takes the name, and brings its rows along. */
function isRenamedTo(name: string, context: RuleContext): boolean {
  return laterIn(context).some(
    (tree) => 'RenameStmt' in tree && tree.RenameStmt.renameType === 'OBJECT_TABLE' && tree.RenameStmt.newname === name,
  )
}

/** Later in the step something takes the name that has all columns of the renamed table: nobody misses it. */
function isReplaced({ name, table }: InUse, context: RuleContext): boolean {
  if (isRenamedTo(name, context)) return true
  return laterIn(context).some((tree) => {
    if ('ViewStmt' in tree) return nameOf(tree.ViewStmt.view) === name
    if (!('CreateStmt' in tree) || nameOf(tree.CreateStmt.relation) !== name) return false
    const elements = tree.CreateStmt.tableElts ?? []
    if (!table || elements.length === 0 || elements.some((e) => 'TableLikeClause' in e)) return true
    const made = new Set(elements.flatMap((e) => ('ColumnDef' in e ? [e.ColumnDef.colname] : [])))
    return [...table.columns.keys()].every((column) => made.has(column))
  })
}

interface StillNamed {
  readonly ids: readonly string[]
  readonly text?: string
}

function namesTable(table: string, use: CodeUse): StillNamed {
  const ids = use.missingTables.get(table) ?? []
  return stillNamed(ids, use.missingInModels.has(table))
}

function namesColumn(table: string, column: string, use: CodeUse): StillNamed {
  const ids = use.missingColumns.filter((m) => m.column === column && m.tables.includes(table)).map((m) => m.id)
  return stillNamed(ids, use.missingInModels.has(`${table}.${column}`))
}

function stillNamed(ids: readonly string[], model: boolean): StillNamed {
  if (ids.length > 0)
    return { ids, text: ids.length === 1 ? 'a statement of the code still names it' : `${ids.length} statements of the code still name it` }
  return model ? { ids, text: 'a model of the code still has it' } : { ids }
}
