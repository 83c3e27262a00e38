// How the evaluator learns of libraries: a model says what the calls of some packages do to values. One model is rows of
// data and small functions over LibraryCall; it names its packages and nothing of any application.

import type { Site } from '../evaluate/events.ts'
import type { Frame, Run } from '../evaluate/frame.ts'
import { type FunctionEntity, libraryPath } from '../program.ts'
import type { Expression } from '../syntax.ts'
import type { Type, TypeOracle } from '../types.ts'
import type { InstanceValue, Value } from '../values.ts'

export interface LibraryCall {
  readonly run: Run
  readonly frame: Frame
  /** Import path without its major version. */
  readonly package: string
  /** Import path as written. */
  readonly path: string
  /** Name of the receiver's type, for a method. */
  readonly on: string | undefined
  readonly name: string
  readonly receiver: Value | undefined
  readonly args: readonly Value[]
  /** `f(xs...)`: the last argument is a list that was not taken apart. */
  readonly spread: boolean
  readonly expression: Expression & { kind: 'call' }
  readonly site: Site
}

export interface LibraryModel {
  readonly id: string
  /** Import paths without major version; sub-packages are named apart. */
  readonly packages: readonly string[]
  /** Its packages are code that a generator writes into the repository: the model answers for its functions too. */
  readonly generates?: true
  /** What the call gives; undefined where the model does not know the call. */
  readonly call?: (call: LibraryCall) => Value | undefined
  /** What `value[key]` gives. */
  readonly index?: (value: Value, key: Value, type: Type) => Value | undefined
  /** A field of a value that this model made, or of one of its types. */
  readonly select?: (value: Value, name: string, type: Type, run: Run) => Value | undefined
  /** The call's last result is an error: what kind of effect it speaks of (database, cache, http, io, encoding, other). */
  readonly errors?: (name: string, on: string | undefined) => string | undefined
  /** Named function types of the library: type name → it is called like a function. */
  readonly functionTypes?: readonly string[]
  /** Types that carry statements: passing one to a function makes that function part of the caller's story. */
  readonly handleTypes?: readonly string[]
  /** Types of statements under way: a function that gives one is entered for what it gathered. */
  readonly chainTypes?: readonly string[]
  /** Handles that are a transaction under way. */
  readonly transactionTypes?: readonly string[]
  /** What a loop reads rows from, one a turn. */
  readonly cursorTypes?: readonly string[]
  /** Types whose zero value gathers text call by call. */
  readonly bufferTypes?: readonly string[]
  /** The handle of this library that an interface of the repository is made for. */
  readonly handleBehind?: (type: Type, types: TypeOracle) => (Type & { readonly kind: 'external' }) | undefined
  /** Types of the request that a handler gets. */
  readonly requestTypes?: readonly string[]
  /** Types on which routes are registered. */
  readonly routerTypes?: readonly string[]
  /** Types of what answers a request: a function that gets one and gives one is middleware. */
  readonly handlerTypes?: readonly string[]
  /** Slices of the library's own name. */
  readonly listTypes?: readonly string[]
  /** Types by which code tells the library something, as options of a container: functions of the program that give one are followed. */
  readonly tellingTypes?: readonly string[]
  /** Types of what answers requests by rules that nothing here follows: whom it serves is not known. */
  readonly unfollowedHandlers?: readonly string[]
  /** Requests of its type go on to the next handler unless the code stops them. */
  readonly passesByDefault?: boolean
  /** A struct of one of its types was written out with these fields. */
  readonly composed?: (value: InstanceValue, type: string, at: LibrarySite) => void
}

export interface LibrarySite {
  readonly run: Run
  readonly frame: Frame
  readonly expression: Expression
  readonly path: string
}

export interface Library {
  modelOf(path: string): LibraryModel | undefined
  /** The model that answers for a function of generated code. */
  generatorOf(fn: FunctionEntity): LibraryModel | undefined
  /** The same with models that one program brings along. */
  with(more: readonly LibraryModel[]): Library
  isFunctionType(type: Type): boolean
  isHandle(type: Type): boolean
  isChain(type: Type): boolean
  /** An interface of the repository that stands for a library's handle: which. */
  handleBehind(type: Type, types: TypeOracle): (Type & { readonly kind: 'external' }) | undefined
  isTransaction(type: Type): boolean
  isCursor(type: Type): boolean
  isBuffer(type: Type): boolean
  isRequest(type: Type): boolean
  isRouter(type: Type): boolean
  isHandler(type: Type): boolean
  isList(type: Type): boolean
  isTelling(type: Type): boolean
  /** The library that answers behind a value of the type, where nothing here follows it. */
  unfollowed(type: Type): string | undefined
  passesByDefault(type: Type): boolean
}

type TypeList =
  | 'functionTypes'
  | 'handleTypes'
  | 'chainTypes'
  | 'transactionTypes'
  | 'cursorTypes'
  | 'bufferTypes'
  | 'requestTypes'
  | 'routerTypes'
  | 'handlerTypes'
  | 'listTypes'
  | 'tellingTypes'
  | 'unfollowedHandlers'

export function createLibrary(models: readonly LibraryModel[]): Library {
  const byPackage = new Map<string, LibraryModel>()
  for (const model of models) for (const name of model.packages) byPackage.set(name, model)
  const generators = models.some((m) => m.generates)
  const modelOf = (path: string) => byPackage.get(libraryPath(path))
  const listed = (type: Type, list: TypeList): boolean => {
    const at = type.kind === 'pointer' ? type.of : type
    if (at.kind === 'external') return modelOf(at.package)?.[list]?.includes(at.name) ?? false
    const model = at.kind === 'named' && generators ? modelOf(at.entity.file.package.path) : undefined
    return at.kind === 'named' && (model?.generates ?? false) && (model?.[list]?.includes(at.entity.name) ?? false)
  }
  return {
    modelOf,
    generatorOf(fn) {
      const model = generators ? modelOf(fn.file.package.path) : undefined
      return model?.generates && fn.file.syntax.generated ? model : undefined
    },
    with: (more) => createLibrary([...models, ...more]),
    isFunctionType: (type) => listed(type, 'functionTypes'),
    isHandle: (type) => listed(type, 'handleTypes'),
    isChain: (type) => listed(type, 'chainTypes'),
    handleBehind: (type, types) => {
      for (const model of models) {
        const found = model.handleBehind?.(type, types)
        if (found) return found
      }
      return undefined
    },
    isTransaction: (type) => listed(type, 'transactionTypes'),
    isCursor: (type) => listed(type, 'cursorTypes'),
    isBuffer: (type) => listed(type, 'bufferTypes'),
    isRequest: (type) => listed(type, 'requestTypes'),
    isRouter: (type) => listed(type, 'routerTypes'),
    isHandler: (type) => listed(type, 'handlerTypes'),
    isTelling: (type) => listed(type, 'tellingTypes'),
    isList: (type) => type.kind !== 'pointer' && listed(type, 'listTypes'),
    unfollowed: (type) => {
      const at = type.kind === 'pointer' ? type.of : type
      return at.kind === 'external' && listed(at, 'unfollowedHandlers') ? modelOf(at.package)?.id : undefined
    },
    passesByDefault: (type) => {
      const at = type.kind === 'pointer' ? type.of : type
      return listed(type, 'requestTypes') && at.kind === 'external' && (modelOf(at.package)?.passesByDefault ?? false)
    },
  }
}
