// What GORM's calls see of structs: a literal as it stands when it is handed in, and what a struct is once GORM has filled it.

import { assign, type Run } from '../evaluate/frame.ts'
import { pointerless } from '../types.ts'
import { type Binding, type InstanceValue, options, text, type Value } from '../values.ts'

/** A struct changes as the code goes on; a statement keeps what it was. */
export function snapshot(value: Value, depth = 0): Value {
  if (depth > 4) return value
  const inner = (v: Value) => snapshot(v, depth + 1)
  switch (value.kind) {
    case 'instance':
      return { ...value, fields: new Map([...value.fields].map(([name, b]): [string, Binding] => [name, { value: inner(b.value) }])) }
    case 'list':
      return value.elements.some(holdsInstance) ? { ...value, elements: value.elements.map(inner) } : value
    case 'choice':
      return value.options.some(holdsInstance) ? { ...value, options: value.options.map(inner) } : value
    default:
      return value
  }
}

const holdsInstance = (value: Value): boolean =>
  value.kind === 'instance' ||
  (value.kind === 'list' && value.elements.some(holdsInstance)) ||
  (value.kind === 'choice' && value.options.some(holdsInstance))

const READS = new Set('Find First Take Last Scan FirstOrInit FirstOrCreate FindInBatches'.split(' '))
const WRITES = new Set('Create CreateInBatches Save'.split(' '))

/** After a read every column of the destination may hold anything; after a write, those that were not set. */
export function fillDestination(run: Run, finisher: string, destination: Value | undefined): void {
  if (!destination || !(READS.has(finisher) || WRITES.has(finisher))) return
  for (const option of options(destination)) if (option.kind === 'instance') fill(run, option, WRITES.has(finisher))
}

function fill(run: Run, instance: InstanceValue, keep: boolean): void {
  const type = pointerless(instance.type)
  const shape = run.types.underlying(type)
  if (shape.kind !== 'struct') return
  for (const field of shape.fields) {
    const known = instance.fields.get(field.name)
    if (known && keep) continue
    const declared = run.types.resolve(field.type, shape.file)
    const at = run.types.underlying(pointerless(declared))
    // Relations stay as they are: nothing but a preload fills them.
    if (!field.embedded && (at.kind === 'struct' || at.kind === 'slice')) continue
    const value: Value = {
      kind: 'symbolic',
      origin: type.kind === 'named' ? { kind: 'field', owner: type.entity, name: field.name } : { kind: 'typed' },
      type: declared,
    }
    if (known) assign(run, known, value)
    else instance.fields.set(field.name, { value })
  }
}

/** Names of the clause package that stand for texts. */
export function clauseConstant(name: string): Value | undefined {
  const known = CONSTANTS[name]
  return known === undefined ? undefined : text(known)
}

const CONSTANTS: Readonly<Record<string, string>> = {
  Associations: '~~~as~~~',
  PrimaryKey: '~~~py~~~',
  CurrentTable: '~~~ct~~~',
  LockingStrengthUpdate: 'UPDATE',
  LockingStrengthShare: 'SHARE',
  LockingOptionsSkipLocked: 'SKIP LOCKED',
  LockingOptionsNoWait: 'NOWAIT',
  CrossJoin: 'CROSS',
  InnerJoin: 'INNER',
  LeftJoin: 'LEFT',
  RightJoin: 'RIGHT',
}
