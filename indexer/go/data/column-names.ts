// The columns that a field of a struct may stand for, whichever layer reads or writes it: as its tags say, or by its name.

import type { TypeEntity } from '../program.ts'
import { tagValue } from './struct-fields.ts'

const TAGS = ['db', 'bun', 'pg', 'boil', 'xorm', 'json']

export function columnNames(owner: TypeEntity, name: string): readonly string[] {
  const { type } = owner.syntax
  const tag = type.kind === 'struct' ? type.fields.find((f) => f.name === name)?.tag : undefined
  const gorm = /(?:^|;)\s*column:([^;]+)/i.exec(tagValue(tag, 'gorm'))?.[1]?.trim()
  return [name, ...(gorm ? [gorm] : []), ...TAGS.flatMap((key) => tagValue(tag, key).split(',')[0]?.trim() || [])]
}

/** `LoginCount` and `login_count`. */
export const sameName = (a: string, b: string): boolean => plain(a) === plain(b)
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase()
