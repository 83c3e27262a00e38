// The tables that ent's schemas describe, as its migration would make them: Graph.Tables.

import type { ModelColumn, ModelForeignKey, ModelIndex, ModelTable } from '../../../sql/models.ts'
import { lineOf } from '../../syntax.ts'
import { constantText } from '../../values.ts'
import type { EntEdge } from './edges.ts'
import type { EntField } from './fields.ts'
import type { EntSchema, EntType } from './schema.ts'

export function entModels(schemas: readonly EntSchema[]): readonly ModelTable[] {
  return schemas.flatMap(({ types }) => {
    const all = [...types.values()]
    return [...all.map((t) => tableOf(t, all, types)), ...all.flatMap((t) => joinTables(t, types))]
  })
}

const placeOf = ({ type }: EntType): ModelTable['place'] =>
  type.kind === 'named'
    ? { file: type.entity.file.syntax.path, line: lineOf(type.entity.syntax.at), endLine: type.entity.syntax.endLine }
    : { file: '', line: 1, endLine: 1 }

interface Key {
  readonly edge: EntEdge
  readonly column: string
  readonly references: EntType
  readonly required: boolean
}

/** Keys in this table, by the edges that declare them on either side. */
function keysOf(type: EntType, all: readonly EntType[], types: ReadonlyMap<string, EntType>): readonly Key[] {
  const keys = all.flatMap((owner) =>
    owner.edges.flatMap((edge): Key[] => {
      const { relation } = edge
      const target = types.get(edge.target)
      if (relation.kind === 'M2M' || relation.table !== type.table || !target) return []
      const here = relation.own ? owner === type : target === type
      if (!here) return []
      return [
        {
          edge,
          column: relation.columns[0] ?? '',
          references: relation.own ? target : owner,
          required: relation.own && edge.required && owner !== target,
        },
      ]
    }),
  )
  const byColumn = new Map<string, Key>()
  for (const key of keys) {
    const known = byColumn.get(key.column)
    byColumn.set(key.column, known ? { ...known, required: known.required || key.required } : key)
  }
  return [...byColumn.values()]
}

function tableOf(type: EntType, all: readonly EntType[], types: ReadonlyMap<string, EntType>): ModelTable {
  const keys = keysOf(type, all, types)
  const own: readonly ModelColumn[] = [
    { ...columnOf(type.id), type: serial(type.id.sqlType), nullable: false },
    ...type.fields.map(columnOf),
  ]
  const implied = keys
    .filter((k) => !own.some((c) => c.name === k.column))
    .map((k): ModelColumn => ({ name: k.column, type: k.references.id.sqlType, nullable: !k.required }))
  return {
    name: type.table,
    place: placeOf(type),
    columns: [...own, ...implied],
    primaryKey: [type.id.column],
    indexes: [
      // Of a field that an edge holds, the edge says whether it is unique.
      ...type.fields
        .filter((f) => f.unique && !keys.some((k) => k.column === f.column))
        .map((f): ModelIndex => ({ keys: [f.column], unique: true })),
      ...keys.filter((k) => k.edge.relation.kind === 'O2O').map((k): ModelIndex => ({ keys: [k.column], unique: true })),
      ...type.indexes.flatMap((d) => indexOf(type, d)),
    ],
    foreignKeys: keys.map(
      (k): ModelForeignKey => ({
        columns: [k.column],
        references: { table: k.references.table, columns: [k.references.id.column] },
        ...(k.required ? {} : { onDelete: 'SET NULL' }),
        implied: true,
      }),
    ),
    checks: [],
  }
}

const serial = (type: string): string =>
  type === 'bigint' ? 'bigserial' : type === 'integer' ? 'serial' : type === 'smallint' ? 'smallserial' : type

const columnOf = (field: EntField): ModelColumn => ({
  name: field.column,
  type: field.sqlType,
  nullable: field.optional,
  stated: ['nullable'],
  ...(field.databaseDefault !== undefined && { default: field.databaseDefault }),
  ...(field.place && { place: field.place }),
})

/** `index.Fields("a", "b").Edges("owner").Unique()` */
function indexOf(type: EntType, { calls }: EntType['indexes'][number]): readonly ModelIndex[] {
  const given = (name: string) => calls.filter((c) => c.name === name).flatMap((c) => c.args.flatMap((a) => constantText(a) ?? []))
  const fields = given('Fields').flatMap((n) => type.fields.find((f) => f.name === n)?.column ?? (n === type.id.name ? type.id.column : []))
  const edges = given('Edges').flatMap((n) => type.edges.find((e) => e.name === n)?.relation.columns[0] ?? [])
  const keys = [...fields, ...edges]
  return keys.length > 0 ? [{ keys, unique: calls.some((c) => c.name === 'Unique') }] : []
}

function joinTables(type: EntType, types: ReadonlyMap<string, EntType>): readonly ModelTable[] {
  return type.edges.flatMap((edge): ModelTable[] => {
    const { relation } = edge
    const target = types.get(edge.target)
    if (relation.kind !== 'M2M' || relation.backwards || edge.through || !target) return []
    const [own = '', other = ''] = relation.columns
    const key = (column: string, of: EntType): ModelForeignKey => ({
      columns: [column],
      references: { table: of.table, columns: [of.id.column] },
      onDelete: 'CASCADE',
    })
    return [
      {
        name: relation.table,
        place: placeOf(type),
        columns: [
          { name: own, type: type.id.sqlType, nullable: false },
          { name: other, type: target.id.sqlType, nullable: false },
        ],
        primaryKey: [own, other],
        indexes: [],
        foreignKeys: [key(own, type), key(other, target)],
        checks: [],
      },
    ]
  })
}
