// What `:name` and `@name` stand for: an entry of the map, or the field with that tag, that is given beside the text.

import { pointerless } from '../../types.ts'
import { constantText, typeOf, type Value } from '../../values.ts'
import type { Session } from '../session.ts'
import { structFields, tagValue } from '../struct-fields.ts'

export function namedValue(session: Session, given: Value | undefined, name: string): Value | undefined {
  if (!given) return undefined
  const at = session.pick(given)
  if (at.kind === 'mapping') return at.entries.find((e) => constantText(e.key) === name)?.value
  const type = pointerless(typeOf(at))
  if (type.kind !== 'named') return undefined
  const field = structFields(type, session.context.types).find(
    (f) => (tagValue(f.tag, 'db').split(',')[0] || f.name.toLowerCase()) === name,
  )
  if (!field) return undefined
  if (at.kind === 'instance') return at.fields.get(field.name)?.value
  return { kind: 'symbolic', origin: { kind: 'field', owner: type.entity, name: field.name, of: at }, type: field.type }
}
