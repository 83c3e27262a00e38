// ALTER TABLE … ADD COLUMN and ALTER COLUMN.

import type { AlterTableCmd, AlterTableStmt, ColumnDef, Constraint } from 'libpg-query'
import { quoted } from './clause.ts'
import type { InUse, RuleContext } from './context.ts'
import { type Found, least } from './risk.ts'
import { foundConstraint } from './rules-constraints.ts'
import { constraintsOf } from './state.ts'
import { isSerial, printType, typeChange, typeOf, volatileCall } from './types.ts'

export function foundColumns({ relation, cmds = [] }: AlterTableStmt, context: RuleContext): readonly Found[] {
  const used = context.canBeLarge(relation)
  if (!used) return []
  return cmds.flatMap((node, part): readonly Found[] => {
    if (!('AlterTableCmd' in node)) return []
    const { subtype, name = '', def, missing_ok } = node.AlterTableCmd
    const column = def && 'ColumnDef' in def ? def.ColumnDef : undefined
    if (subtype === 'AT_AddColumn' && column && !(missing_ok && used.table?.columns.has(column.colname ?? '')))
      return addColumn(column, used, context)
    if (subtype === 'AT_AlterColumnType' && column) return changeType(node.AlterTableCmd, column, used, context)
    if (subtype === 'AT_SetNotNull') return setNotNull(name, part, used)
    if (subtype === 'AT_DropNotNull') return dropNotNull(name, part, used)
    return []
  })
}

function addColumn(column: ColumnDef, used: InUse, context: RuleContext): readonly Found[] {
  const { colname: name = '', location } = column
  const constraints = constraintsOf(column)
  const of = (kind: Constraint['contype']) => constraints.find((c) => c.contype === kind)
  const type = typeOf(column.typeName)
  const at = `\`${used.name}.${name}\``
  const common = {
    table: used.name,
    columns: [name],
    targets: [{ kind: 'column', table: used.name, name }],
    location,
    confidence: used.confidence,
  } as const
  const table = quoted(used.name)
  const typeText = type ? printType(type) : ''
  const found: Found[] = []
  const given = of('CONSTR_DEFAULT')
  const serial = isSerial(type) || of('CONSTR_IDENTITY') !== undefined
  const generated = of('CONSTR_GENERATED')
  const call = volatileCall(given?.raw_expr, context.state.functions)
  const rewritten = serial || call !== undefined
  if (serial || of('CONSTR_PRIMARY'))
    found.push({
      ...common,
      rule: 'adding-serial-primary-key-field',
      lock: 'ACCESS EXCLUSIVE',
      rewrites: rewritten,
      scans: true,
      severity: 'high',
      message: `${at} is added as ${of('CONSTR_PRIMARY') ? 'a primary key' : 'a counter'}, for which Postgres ${rewritten ? 'writes the whole table anew' : 'builds an index under the lock'}.`,
      impact: `Nobody reads or writes \`${used.name}\` until ${rewritten ? 'every row has been written again' : 'the index is built'}.`,
      fix: `Add the column as bigint without a default, fill it in batches, \`CREATE UNIQUE INDEX CONCURRENTLY\` on it, then \`ALTER TABLE ${table} ADD PRIMARY KEY USING INDEX …;\`.`,
    })
  else if (call !== undefined || (generated && generated.generated_kind !== 'v'))
    found.push({
      ...common,
      rule: 'adding-field-with-default',
      lock: 'ACCESS EXCLUSIVE',
      rewrites: true,
      scans: true,
      severity: 'high',
      message: call
        ? `${at} is added with the default \`${call}()\`, which differs from row to row, so that Postgres writes the whole table anew.`
        : `${at} is added as a stored generated column, for which Postgres writes the whole table anew.`,
      impact: `Nobody reads or writes \`${used.name}\` until every row has been written again.`,
      fix: call
        ? `ALTER TABLE ${table} ADD COLUMN ${quoted(name)} ${typeText}; ALTER TABLE ${table} ALTER COLUMN ${quoted(name)} SET ${defaultOf(context.statement.clause(given?.location ?? 0))}; then fill the old rows in batches, in a later step.`
        : 'Add a plain column, keep it current by a trigger, and fill the old rows in batches; or compute it where it is read.',
    })
  else if (of('CONSTR_NOTNULL') && !given && !generated)
    found.push({
      ...common,
      rule: 'adding-required-field',
      lock: 'ACCESS EXCLUSIVE',
      scans: true,
      severity: 'high',
      message: `${at} is added as NOT NULL without a default: Postgres refuses it as soon as \`${used.name}\` has a row.`,
      impact:
        'The migration fails in production where it passed on an empty table; if it passes, instances of the earlier release can no longer insert.',
      fix: `ALTER TABLE ${table} ADD COLUMN ${quoted(name)} ${typeText} NOT NULL DEFAULT …; (a constant default costs nothing), or add it nullable, fill it in batches, and set NOT NULL later.`,
    })
  if (type?.name === 'json' && !type.array)
    found.push({
      ...common,
      rule: 'adding-json-column',
      severity: 'low',
      message: `${at} is of type json, which has no equality: a SELECT DISTINCT, UNION or GROUP BY over it fails.`,
      impact: 'Statements that compared whole rows before fail from this step on.',
      fix: `ALTER TABLE ${table} ADD COLUMN ${quoted(name)} jsonb;`,
    })
  // A reference of a column without a default is taken as valid: all of it is null.
  const checked = constraints.filter((c) => c.contype !== 'CONSTR_FOREIGN' || given !== undefined)
  return [...found, ...checked.flatMap((c) => (c.contype === 'CONSTR_PRIMARY' ? [] : foundConstraint(c, name, used, context)))]
}

const defaultOf = (clause: string) => clause.replace(/\s+(?:NOT NULL|NULL|UNIQUE|PRIMARY|REFERENCES|CHECK|CONSTRAINT|COLLATE)\b.*$/i, '')

function changeType({ name = '' }: AlterTableCmd, def: ColumnDef, used: InUse, context: RuleContext): readonly Found[] {
  const to = typeOf(def.typeName)
  const from = used.table?.columns.get(name)?.type
  if (!to) return []
  const converts = def.raw_default !== undefined && !isPlainCast(def, name)
  const change = from ? (converts ? 'rewrite' : typeChange(from, to)) : 'rewrite'
  const indexed = [...context.state.indexes.values()].some((i) => i.table === used.table && i.columns.includes(name))
  if (change === 'same' || change === 'catalog' || (change === 'indexes' && !indexed)) return []
  const table = quoted(used.name)
  const shown = from ? ` from ${printType(from)}` : ''
  const why = {
    utc: 'Postgres writes the whole table anew unless the session’s time zone is UTC',
    indexes: 'its indexes are built again',
    rewrite: 'Postgres writes the whole table and its indexes anew',
  }[change]
  return [
    {
      rule: 'changing-column-type',
      table: used.name,
      columns: [name],
      targets: [{ kind: 'column', table: used.name, name }],
      lock: 'ACCESS EXCLUSIVE',
      rewrites: change !== 'indexes',
      scans: true,
      severity: change === 'rewrite' ? 'high' : 'low',
      confidence: change === 'utc' ? 'low' : from ? used.confidence : least(used.confidence, 'low'),
      location: def.location,
      message: `\`${used.name}.${name}\` changes its type${shown} to ${printType(to)}: ${why}.`,
      impact: `Nobody reads or writes \`${used.name}\` meanwhile, and instances of the earlier release meet a type that they do not expect.`,
      fix:
        change === 'utc'
          ? `SET LOCAL TimeZone = 'UTC'; before the change.`
          : `ALTER TABLE ${table} ADD COLUMN ${quoted(`${name}_new`)} ${printType(to)}; write both columns from the code, fill the new one in batches, then read it, and drop the old one in a later release.`,
    },
  ]
}

/** `USING a::type`, which is what Postgres does unasked. */
function isPlainCast({ raw_default: using }: ColumnDef, name: string): boolean {
  const inner = using && 'TypeCast' in using ? using.TypeCast.arg : using
  if (!inner || !('ColumnRef' in inner)) return false
  const last = inner.ColumnRef.fields?.at(-1)
  return last !== undefined && 'String' in last && last.String.sval === name
}

function setNotNull(name: string, part: number, used: InUse): readonly Found[] {
  if (used.table?.columns.get(name)?.notNull || used.table?.constraints.some((c) => c.valid && c.isNotNull === name)) return []
  const table = quoted(used.name)
  const check = quoted(`${used.name.split('.').at(-1)}_${name}_not_null`)
  return [
    {
      rule: 'adding-not-nullable-field',
      part,
      table: used.name,
      columns: [name],
      targets: [{ kind: 'column', table: used.name, name }],
      lock: 'ACCESS EXCLUSIVE',
      scans: true,
      severity: 'medium',
      confidence: used.confidence,
      message: `\`${used.name}.${name}\` is set NOT NULL without a validated check: Postgres reads the whole table to prove it.`,
      impact: `Nobody reads or writes \`${used.name}\` until the last row has been looked at; one null ends the migration.`,
      fix: `ALTER TABLE ${table} ADD CONSTRAINT ${check} CHECK (${quoted(name)} IS NOT NULL) NOT VALID; then, in a later step, ALTER TABLE ${table} VALIDATE CONSTRAINT ${check}; ALTER TABLE ${table} ALTER COLUMN ${quoted(name)} SET NOT NULL; ALTER TABLE ${table} DROP CONSTRAINT ${check};`,
    },
  ]
}

function dropNotNull(name: string, part: number, used: InUse): readonly Found[] {
  if (used.table?.columns.get(name)?.notNull === false) return []
  return [
    {
      rule: 'ban-drop-not-null',
      part,
      table: used.name,
      columns: [name],
      targets: [{ kind: 'column', table: used.name, name }],
      lock: 'ACCESS EXCLUSIVE',
      severity: 'low',
      confidence: least(used.confidence, 'medium'),
      message: `\`${used.name}.${name}\` may be null from this step on.`,
      impact: 'An instance of the earlier release that reads the column into a value which cannot be null fails on such a row.',
      fix: 'Release the code that reads null before the step that allows it.',
    },
  ]
}
