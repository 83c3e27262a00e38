// ent's schemas: the methods of each schema type are evaluated, and what their builders remember becomes tables, columns and
// edges, as entc/gen resolves them.

import { enterFunction } from '../../evaluate/enter.ts'
import { createRun } from '../../evaluate/summary.ts'
import { type EntRoot, entRoots } from '../../library/ent.ts'
import { ENT_DESCRIPTOR, type EntDescriptor, textGiven } from '../../library/ent-schema.ts'
import { library } from '../../library/index.ts'
import type { Program } from '../../program.ts'
import type { Position } from '../../syntax.ts'
import { pointerless, type Type, type TypeOracle } from '../../types.ts'
import { constantText, options, typeOf, type Value } from '../../values.ts'
import { plural } from '../inflection.ts'
import { type EntEdge, edgesOf, resolveEdges } from './edges.ts'
import { type EntField, fieldOf, ID } from './fields.ts'
import { snake } from './naming.ts'

export interface EntType {
  readonly name: string
  readonly type: Type
  readonly table: string
  /** `user` of User, in the names of keys. */
  readonly label: string
  readonly id: EntField
  readonly fields: readonly EntField[]
  readonly edges: readonly EntEdge[]
  readonly indexes: readonly EntDescriptor[]
  /** Part of the schema is made at run time. */
  readonly open: boolean
}

export interface EntSchema {
  readonly root: EntRoot
  readonly types: ReadonlyMap<string, EntType>
}

const known = new WeakMap<Program, readonly EntSchema[]>()

export function entSchemas(program: Program, types: TypeOracle): readonly EntSchema[] {
  const found = known.get(program)
  if (found) return found
  const schemas = entRoots(program, types).map((root): EntSchema => {
    const read = new Map([...root.schemas].map(([name, type]) => [name, readType(name, type, program, types)] as const))
    return { root, types: resolveEdges(read) }
  })
  known.set(program, schemas)
  return schemas
}

interface Parts {
  readonly fields: readonly Described[]
  readonly edges: readonly Described[]
  readonly indexes: readonly Described[]
  readonly annotations: readonly Value[]
  readonly open: boolean
}

export interface Described extends EntDescriptor {
  readonly at: Position
  readonly file: string
}

function readType(name: string, type: Type, program: Program, types: TypeOracle): EntType {
  const parts = partsOf({ kind: 'instance', type, fields: new Map(), at: 0 }, program, types, 0)
  const fields = parts.fields.flatMap((d) => fieldOf(d) ?? [])
  return {
    name,
    type,
    table: tableName(parts.annotations) ?? snake(plural(name)),
    label: snake(name),
    id: fields.find((f) => f.name === 'id') ?? ID,
    fields: fields.filter((f) => f.name !== 'id'),
    edges: edgesOf(parts.edges, name),
    indexes: parts.indexes,
    open: parts.open,
  }
}

/** `entsql.Annotation{Table: "x"}` or `entsql.Table("x")`. */
function tableName(annotations: readonly Value[]): string | undefined {
  for (const value of annotations) {
    if (value.kind === 'instance') {
      const table = constantText(value.fields.get('Table')?.value)
      if (table) return table
    }
    if (value.kind === 'model' && value.model === ENT_DESCRIPTOR) {
      const table = textGiven((value.state as EntDescriptor).calls, 'Table')
      if (table) return table
    }
  }
  return undefined
}

const NOTHING: Parts = { fields: [], edges: [], indexes: [], annotations: [], open: false }

function partsOf(of: Value, program: Program, types: TypeOracle, depth: number): Parts {
  const type = pointerless(typeOf(of))
  if (depth > 4) return { ...NOTHING, open: true }
  let open = false
  const call = (name: string): readonly Value[] => {
    const member = types.member(type, name)
    if (member?.kind !== 'method') return []
    const run = createRun('summary', program, types, library)
    const [value] = enterFunction(run, undefined, { kind: 'function', entity: member.entity, receiver: of }, [], undefined)
    return elements(value)
  }
  function elements(value: Value | undefined): readonly Value[] {
    if (!value || value.kind === 'nil') return []
    if (value.kind === 'choice')
      return (
        options(value)
          .map(elements)
          .toSorted((a, b) => b.length - a.length)[0] ?? []
      )
    if (value.kind !== 'list' || value.open) open = true
    return value.kind === 'list' ? value.elements : []
  }
  const described = (name: string): readonly Described[] =>
    call(name).flatMap((given): Described[] => {
      const v = plainest(given)
      if (v.kind !== 'model' || v.model !== ENT_DESCRIPTOR) {
        open = true
        return []
      }
      const state = v.state as EntDescriptor
      return [{ ...state, at: state.calls[0]?.at ?? 0, file: type.kind === 'named' ? type.entity.file.syntax.path : '' }]
    })
  const mixed = call('Mixin').map((v) => mixin(v, program, types, depth))
  const own = { fields: described('Fields'), edges: described('Edges'), indexes: described('Indexes'), annotations: call('Annotations') }
  const all = <K extends keyof typeof own>(key: K) => [...mixed.flatMap((m) => m[key] as readonly Described[]), ...own[key]] as Parts[K]
  return {
    fields: all('fields'),
    edges: all('edges'),
    indexes: all('indexes'),
    annotations: [...own.annotations, ...mixed.flatMap((m) => m.annotations)],
    open: open || mixed.some((m) => m.open),
  }
}

/** Of several ways to describe a thing the one that says least: more is said under conditions. */
function plainest(value: Value): Value {
  const length = (v: Value) => (v.kind === 'model' && v.model === ENT_DESCRIPTOR ? (v.state as EntDescriptor).calls.length : 99)
  return options(value).reduce((a, b) => (length(b) < length(a) ? b : a))
}

function mixin(value: Value, program: Program, types: TypeOracle, depth: number): Parts {
  const type = pointerless(typeOf(value))
  if (type.kind === 'named') return partsOf(value, program, types, depth + 1)
  if (type.kind !== 'external' || type.package !== 'entgo.io/ent/schema/mixin') return { ...NOTHING, open: true }
  const time = (name: string): Described => ({
    of: 'field',
    calls: ['Time', 'Default', ...(name === 'update_time' ? ['UpdateDefault'] : [])].map((n) => ({
      name: n,
      args: n === 'Time' ? [{ kind: 'string', parts: [name] }] : [],
      words: [],
      at: 0,
    })),
    at: 0,
    file: '',
  })
  const names =
    type.name === 'Time'
      ? ['create_time', 'update_time']
      : type.name === 'CreateTime'
        ? ['create_time']
        : type.name === 'UpdateTime'
          ? ['update_time']
          : []
  return { ...NOTHING, fields: names.map(time), open: names.length === 0 }
}
