// Indexes, unique columns and checks that tags ask for: schema/index.go and schema/constraint.go.

import type { ModelIndex, ModelTable } from '../../../sql/models.ts'
import type { Field } from './fields.ts'
import { checkName, indexName, type NamingStrategy, uniqueName } from './naming.ts'
import { parseSettings } from './tags.ts'

export function uniques(columns: readonly Field[], table: string, naming: NamingStrategy): readonly ModelIndex[] {
  return columns.flatMap((f) => (f.unique ? [{ name: uniqueName(table, f.dbName, naming), keys: [f.dbName], unique: true }] : []))
}

interface IndexPart {
  readonly name: string
  readonly unique: boolean
  readonly method: string | undefined
  readonly where: string | undefined
  readonly key: string
  readonly priority: number
  readonly implied: boolean
}

/** Schema.ParseIndexes */
export function indexes(columns: readonly Field[], table: string, naming: NamingStrategy): readonly ModelIndex[] {
  const named = new Map<string, IndexPart[]>()
  for (const field of columns)
    for (const part of field.tag.split(';').flatMap((p) => indexPart(p, field, table, naming) ?? [])) {
      const list = named.get(part.name)
      if (list) list.push(part)
      else named.set(part.name, [part])
    }
  return [...named].map(([name, parts]) => {
    const method = parts.find((p) => p.method)?.method
    const where = parts.find((p) => p.where)?.where
    return {
      name,
      keys: parts.toSorted((a, b) => a.priority - b.priority).map((p) => p.key),
      unique: parts.some((p) => p.unique),
      ...(parts.every((p) => p.implied) && { implied: true }),
      ...(method && { method }),
      ...(where && { where }),
    }
  })
}

function indexPart(part: string, field: Field, table: string, naming: NamingStrategy): IndexPart | undefined {
  const [head = '', ...rest] = part.split(':')
  const kind = head.trim().toUpperCase()
  if (kind !== 'INDEX' && kind !== 'UNIQUEINDEX') return undefined
  const tag = rest.join(':')
  const comma = tag.indexOf(',')
  const settings = parseSettings(comma < 0 ? '' : tag.slice(comma + 1), ',')
  const name = comma < 0 ? tag : tag.slice(0, comma)
  const expression = settings.get('EXPRESSION')
  const sort = settings.get('SORT')
  const priority = Number(settings.get('PRIORITY') ?? Number.NaN)
  return {
    name: name || indexName(table, settings.get('COMPOSITE') ?? field.name, naming),
    unique: kind === 'UNIQUEINDEX' || settings.has('UNIQUE') || settings.get('CLASS')?.toUpperCase() === 'UNIQUE',
    method: settings.get('TYPE'),
    where: settings.get('WHERE'),
    key: `${expression ? (/^[\w.]+\(.*\)$|^\(.*\)$/s.test(expression) ? expression : `(${expression})`) : field.dbName}${sort ? ` ${sort}` : ''}`,
    priority: Number.isNaN(priority) ? 10 : priority,
    // Each soft-deleted model has one, and nearly all rows are not deleted.
    implied: field.file === undefined || field.column.softDelete !== undefined,
  }
}

export function checkOf(field: Field, table: string): ModelTable['checks'] {
  const text = field.settings.get('CHECK')
  if (!text) return []
  const [first = '', ...rest] = text.split(',')
  if (rest.length > 0 && /^[\w-]+$/.test(first)) return [{ name: first, expression: rest.join(',') }]
  return [{ name: checkName(table, field.dbName), expression: first === '' ? rest.join(',') : text }]
}
