// Routers that a library hands out without saying so: `engine := kit.Engine()`, and then `engine.Group("/api", auth)`.

import type { Run } from '../evaluate/frame.ts'
import type { SourceFile } from '../program.ts'
import type { Type } from '../types.ts'
import { constantText, options, typeOf, type Value } from '../values.ts'

/** The framework's router that a library's value must be, since it is used as one: by what the file imports. */
export function foreignRouter(
  run: Run,
  file: SourceFile,
  receiver: Value | undefined,
  name: string,
  args: readonly Value[],
): (Type & { kind: 'external' }) | undefined {
  if (run.mode !== 'registration' || receiver?.kind !== 'symbolic' || receiver.origin.kind !== 'library') return undefined
  if (typeOf(receiver).kind !== 'unknown') return undefined
  const given = args.some((a) => options(a).some((o) => o.kind === 'function' || o.kind === 'libraryFunction' || isMiddleware(o)))
  const group = name === 'Group' && constantText(args[0]) !== undefined
  if (!group && !(given && /^(Use|Get|Post|Put|Patch|Delete|Head|Options|Any|All|Handle|Match|Route|NoRoute)$/i.test(name)))
    return undefined
  for (const path of file.imports.values()) {
    const [type] = run.library.modelOf(path)?.routerTypes ?? []
    if (type !== undefined && path !== 'net/http') return { kind: 'external', package: path, name: type }
  }
  return undefined
}

const isMiddleware = (value: Value): boolean => value.kind === 'model' && /^(libraryMiddleware|handler|wrapped)$/.test(value.model)
