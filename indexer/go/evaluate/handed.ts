// Values of the program that stand for a library's own, as a writer of answers that wraps another: handed to a library,
// they come back as what it calls others with.

import type { Sources } from '../link.ts'
import type { FunctionEntity } from '../program.ts'
import { pointerless, type Type, type TypeOracle } from '../types.ts'
import { options, typeOf, type Value } from '../values.ts'
import type { Flows } from './events.ts'
import type { Run } from './frame.ts'

const MOST = 1000

export function noteHanded(run: Run, args: readonly Value[]): void {
  const { handed } = run.flows
  if (run.mode !== 'summary') return
  for (const arg of args)
    for (const option of options(arg))
      if (
        (option.kind === 'instance' || option.kind === 'symbolic') &&
        handed.length < MOST &&
        embedded(run.types, typeOf(option)).length > 0
      )
        handed.push(option)
}

/** Methods of this name on what a value of a library's type may be, when a library hands it over. */
export function comingBack(
  on: Type & { kind: 'external' },
  name: string,
  flows: Flows,
  types: TypeOracle,
  sources: (value: Value) => Sources,
): readonly FunctionEntity[] {
  return flows.handed
    .flatMap((value) => sources(value).values.map((v) => pointerless(typeOf(v))))
    .flatMap((type) => {
      if (!embedded(types, type).some((t) => t.package === on.package && t.name === on.name)) return []
      const member = types.member(type, name)
      return member?.kind === 'method' ? [member.entity] : []
    })
}

/** Types of libraries that a struct or an interface of the program embeds. */
function embedded(types: TypeOracle, type: Type): readonly (Type & { kind: 'external' })[] {
  const at = pointerless(type)
  if (at.kind !== 'named') return []
  const shape = types.underlying(at)
  const parts =
    shape.kind === 'struct'
      ? shape.fields.filter((f) => f.embedded).map((f) => types.resolve(f.type, shape.file))
      : shape.kind === 'interface'
        ? shape.embeds.map((e) => types.resolve(e, shape.file))
        : []
  return parts.flatMap((t) => (t.kind === 'external' ? [t] : []))
}
