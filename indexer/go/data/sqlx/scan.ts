// Where sqlx puts the columns of a row: the fields of its destination, by their `db` tags. Told are those that cannot hold NULL.

import type { StatementEffect } from '../../evaluate/events.ts'
import { lineOf } from '../../syntax.ts'
import { pointerless, type Type } from '../../types.ts'
import { typeOf } from '../../values.ts'
import type { ProgramContext } from '../session.ts'
import type { ScannedField } from '../statement.ts'
import { elementType, structFields, tagValue } from '../struct-fields.ts'

const DEPTH = 4

/** `Get(&dest, text)` and `Select(&dest, text)`; nothing where the destination is no struct in view. */
export function scannedFields({ library, calls }: StatementEffect, { types }: ProgramContext): readonly ScannedField[] {
  const dest = library === 'sqlx' || library === 'sqlc' ? calls[0]?.args[1] : undefined
  if (!dest) return []
  const type = elementType(pointerless(typeOf(dest)), types)
  return type.kind === 'named' && !isScanner(type, types) ? fieldsOf(type, types, 0) : []
}

type Types = ProgramContext['types']

function fieldsOf(type: Type, types: Types, depth: number): readonly ScannedField[] {
  return structFields(type, types).flatMap((f): readonly ScannedField[] => {
    const tag = tagValue(f.tag, 'db').split(',')[0] ?? ''
    if (tag === '-' || !/^\p{Lu}/u.test(f.name)) return []
    if (f.embedded && tag === '') return depth < DEPTH ? fieldsOf(f.type, types, depth + 1) : []
    if (!f.file || holdsNull(f.type, types)) return []
    const line = lineOf(f.at)
    return [{ column: tag || f.name.toLowerCase(), place: { file: f.file.syntax.path, line, endLine: line } }]
  })
}

/** What implements sql.Scanner may take NULL, and so may what is not in view. */
function holdsNull(type: Type, types: Types): boolean {
  if (type.kind === 'external') return !(type.package === 'time' && /^(?:Time|Duration)$/.test(type.name))
  if (isScanner(type, types)) return true
  const shape = types.underlying(type)
  if (shape.kind === 'external') return holdsNull(shape, types)
  return !(shape.kind === 'basic' && /^(?:bool|string|u?int(?:8|16|32|64)?|float(?:32|64)|byte|rune)$/.test(shape.name))
}

const isScanner = (type: Type, types: Types): boolean => types.member(type, 'Scan')?.kind === 'method'
