// One lookup over all that is known of libraries, by path: `axios#create().get`, `#fetch`.

import type { World } from '../evaluate/evaluator.ts'
import { BUILTINS } from './builtins.ts'
import { DATA_HOOKS } from './data-hooks.ts'
import { httpClientModel } from './http-client.ts'
import type { LibraryModel } from './model.ts'
import { REACT } from './react.ts'
import { rtkQueryMember, rtkQueryModel } from './rtk-query.ts'
import { sinkModels } from './sinks.ts'

const exact = new Map<string, LibraryModel>([BUILTINS, REACT, DATA_HOOKS].flatMap((models) => Object.entries(models)).concat(sinkModels()))
const cache = new Map<string, LibraryModel | undefined>()

export function modelOf(path: string): LibraryModel | undefined {
  if (cache.has(path)) return cache.get(path)
  const [module = '', rest = ''] = path.split('#')
  const model = exact.get(path) ?? httpClientModel(module, rest) ?? rtkQueryModel(module, rest)
  cache.set(path, model)
  return model
}

export const WORLD: World = {
  result: (call, ev) => modelOf(call.path)?.result?.(call, ev),
  member: (of, name, ev) => rtkQueryMember(ev, of, name),
}
