// All Go files of a repository as one program: packages, their scopes, and the entities that names stand for.
// Names meet here; bodies are not looked at. In: parsed files and modules. Cannot see: code outside the repository.

import { symbol } from '#graph/symbol.ts'
import type { Expression, FunctionSyntax, GoFile, Position, TypeDeclaration, ValueDeclaration } from './syntax.ts'
import { walkExpression, walkStatements } from './walk.ts'

export interface GoModule {
  /** Folder of go.mod relative to the repository; '' is the root. */
  readonly folder: string
  /** The module path. */
  readonly path: string
}

export interface GoPackage {
  /** Folder relative to the repository; '' is the root. */
  readonly folder: string
  /** Import path; '' where no go.mod stands above. */
  readonly path: string
  readonly name: string
  readonly files: SourceFile[]
  readonly scope: Map<string, Entity>
}

export interface SourceFile {
  readonly syntax: GoFile
  readonly package: GoPackage
  /** Local name of an import → its path. */
  readonly imports: ReadonlyMap<string, string>
  /** Paths of dot imports. */
  readonly dots: readonly string[]
}

export interface FunctionEntity {
  readonly kind: 'function'
  /** Graph id. */
  readonly id: string
  /** Name within its package: `Type.Method`, `function`, `outer.func1`. */
  readonly name: string
  readonly receiver: TypeEntity | undefined
  readonly file: SourceFile
  readonly syntax: FunctionSyntax
  /** The function that writes this closure. */
  readonly outer: FunctionEntity | undefined
  /** Closures written in its body, in source order. */
  readonly closures: FunctionEntity[]
}

export interface TypeEntity {
  readonly kind: 'type'
  readonly name: string
  readonly file: SourceFile
  readonly syntax: TypeDeclaration
  readonly methods: Map<string, FunctionEntity>
  /** Types declared in a function see that function's type parameters and local types. */
  readonly local: boolean
}

export interface ValueEntity {
  readonly kind: 'value'
  readonly name: string
  readonly file: SourceFile
  readonly declaration: ValueDeclaration
  /** Which of the declaration's names. */
  readonly index: number
}

export type Entity = FunctionEntity | TypeEntity | ValueEntity

/** A second declaration of one name in one package, of which the graph holds one. */
export interface Redeclaration {
  readonly name: string
  readonly file: SourceFile
  readonly at: Position
}

export interface Program {
  readonly packages: ReadonlyMap<string, GoPackage>
  readonly functions: readonly FunctionEntity[]
  readonly types: readonly TypeEntity[]
  readonly redeclared: readonly Redeclaration[]
  /** Functions by bare name, for callers that know only a method's name. */
  readonly methodsByName: ReadonlyMap<string, readonly FunctionEntity[]>
  packageAt(path: string): GoPackage | undefined
  /** The closure entity of a function literal; numbered in source order within the function that writes it. */
  closure(outer: FunctionEntity, syntax: FunctionSyntax): FunctionEntity
}

/** Version-free import path: `github.com/gofiber/fiber/v2` and `…/v3` are one library to the models. */
export function libraryPath(path: string): string {
  const known = libraryPaths.get(path)
  if (known !== undefined) return known
  const found = path.replace(/\/v\d+(?=\/|$)/, '').replace(/\.v\d+$/, '')
  libraryPaths.set(path, found)
  return found
}

/** Asked at every call into a library. */
const libraryPaths = new Map<string, string>()

/** The name by which Go code speaks of a package that it imports without alias. */
export function defaultImportName(path: string): string {
  const parts = path.split('/')
  let last = parts[parts.length - 1] ?? path
  if (/^v\d+$/.test(last) && parts.length > 1) last = parts[parts.length - 2] ?? last
  last = last.replace(/[.-]v\d+$/, '')
  return last
    .replace(/^go-/, '')
    .replace(/[-.]go$/, '')
    .replace(/[-.]/g, '')
}

export function buildProgram(files: readonly GoFile[], modules: readonly GoModule[]): Program {
  const packages = new Map<string, GoPackage>()
  const byPath = new Map<string, GoPackage>()
  const functions: FunctionEntity[] = []
  const types: TypeEntity[] = []
  const redeclared: Redeclaration[] = []
  const names = namesByFolder(files)
  const sortedModules = distinguish([...modules].sort((a, b) => b.folder.length - a.folder.length))

  for (const syntax of files) {
    const slash = syntax.path.lastIndexOf('/')
    const folder = slash < 0 ? '' : syntax.path.slice(0, slash)
    // A clause that cannot be read: the file belongs to what stands beside it.
    const name = syntax.package || (names.get(folder) ?? '')
    const key = `${folder}\u0000${name}`
    let pkg = packages.get(key)
    if (!pkg) {
      pkg = { folder, path: importPath(folder, sortedModules), name, files: [], scope: new Map() }
      packages.set(key, pkg)
      if (!name.endsWith('_test') && pkg.path) byPath.set(pkg.path, pkg)
    }
    const own = moduleOf(folder, sortedModules)
    pkg.files.push({ syntax, package: pkg, ...readImports(syntax, own, (path) => byPathName(byPath, names, sortedModules, path)) })
  }

  /** Of one name the last declaration stays. */
  const declare = (taken: Map<string, Entity>, name: string, entity: Entity, at: Position): void => {
    if (name !== '_' && taken.has(name)) redeclared.push({ name, file: entity.file, at })
    taken.set(name, entity)
  }

  for (const pkg of packages.values()) {
    for (const file of pkg.files) {
      for (const declaration of file.syntax.types) {
        const entity: TypeEntity = { kind: 'type', name: declaration.name, file, syntax: declaration, methods: new Map(), local: false }
        declare(pkg.scope, declaration.name, entity, declaration.at)
        types.push(entity)
      }
      for (const declaration of file.syntax.values)
        for (const [index, name] of declaration.names.entries())
          declare(pkg.scope, name, { kind: 'value', name, file, declaration, index }, declaration.at)
    }
  }
  const methodsByName = new Map<string, FunctionEntity[]>()
  for (const pkg of packages.values()) {
    let inits = 0
    for (const file of pkg.files) {
      for (const syntax of file.syntax.functions) {
        const name = syntax.name ?? '_'
        const receiverName = syntax.receiver ? baseTypeName(syntax.receiver.type) : undefined
        const receiver = receiverName ? pkg.scope.get(receiverName) : undefined
        const owner = receiver?.kind === 'type' ? receiver : undefined
        // A package may have several init functions, one of each name otherwise.
        const unique = name === 'init' && !receiverName ? `init${inits++ || ''}` : name
        const entity: FunctionEntity = {
          kind: 'function',
          id: symbol.goFunction(pkg.folder || '.', receiverName, pkg.name === 'main' && unique === 'main' ? `main` : unique),
          name: receiverName ? `${receiverName}.${name}` : name,
          receiver: owner,
          file,
          syntax,
          outer: undefined,
          closures: [],
        }
        functions.push(entity)
        if (receiverName) {
          if (owner) declare(owner.methods, name, entity, syntax.at)
          const list = methodsByName.get(name)
          if (list) list.push(entity)
          else methodsByName.set(name, [entity])
        } else if (name !== 'init' && name !== '_') declare(pkg.scope, name, entity, syntax.at)
      }
    }
  }

  const closures = new Map<FunctionSyntax, FunctionEntity>()
  const closureOf = (outer: FunctionEntity, syntax: FunctionSyntax): FunctionEntity => {
    const ordinal = outer.closures.length + 1
    const entity: FunctionEntity = {
      kind: 'function',
      id: symbol.closure(outer.id, ordinal),
      name: `${outer.name}.func${ordinal}`,
      receiver: outer.receiver,
      file: outer.file,
      syntax,
      outer,
      closures: [],
    }
    closures.set(syntax, entity)
    outer.closures.push(entity)
    return entity
  }
  return {
    packages,
    functions,
    types,
    redeclared,
    methodsByName,
    packageAt: (path) => byPath.get(path),
    closure(outer, syntax) {
      // All of them on first sight of one: in whatever order they are evaluated, their numbers are those of the source.
      if (!closures.has(syntax)) for (const literal of literalsOf(outer)) if (!closures.has(literal)) closureOf(outer, literal)
      return closures.get(syntax) ?? closureOf(outer, syntax)
    },
  }
}

/** The function literals that a function writes itself; one without a body stands for the variables of its file. */
function literalsOf(fn: FunctionEntity): readonly FunctionSyntax[] {
  const found: FunctionSyntax[] = []
  const visit = (e: Expression) => {
    if (e.kind === 'function') found.push(e.function)
    return e.kind !== 'function'
  }
  if (fn.syntax.body) walkStatements(fn.syntax.body, visit)
  else for (const declaration of fn.file.syntax.values) for (const value of declaration.values) walkExpression(value, visit)
  return found
}

interface KnownModule extends GoModule {
  /** The path under which its packages are known here: two modules of one repository may both be called `app`. */
  readonly known: string
}

function distinguish(modules: readonly GoModule[]): readonly KnownModule[] {
  const times = new Map<string, number>()
  for (const m of modules) times.set(m.path, (times.get(m.path) ?? 0) + 1)
  return modules.map((m) => ({ ...m, known: (times.get(m.path) ?? 0) > 1 ? `${m.path}@${m.folder}` : m.path }))
}

function moduleOf(folder: string, modules: readonly KnownModule[]): KnownModule | undefined {
  return modules.find((m) => m.folder === '' || folder === m.folder || folder.startsWith(`${m.folder}/`))
}

function importPath(folder: string, modules: readonly KnownModule[]): string {
  const module = moduleOf(folder, modules)
  if (!module) return ''
  const rest = module.folder === '' ? folder : folder.slice(module.folder.length + 1)
  return rest === '' ? module.known : `${module.known}/${rest}`
}

/** Of each folder that holds Go files, the name of its package. */
function namesByFolder(files: readonly GoFile[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const file of files) {
    const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')))
    if (file.package !== '' && !file.package.endsWith('_test') && !names.has(folder)) names.set(folder, file.package)
  }
  return names
}

/** A package of the repository may have another name than its folder; its own clause says. */
function byPathName(
  known: ReadonlyMap<string, GoPackage>,
  names: ReadonlyMap<string, string>,
  modules: readonly KnownModule[],
  path: string,
): string | undefined {
  const pkg = known.get(path)
  if (pkg) return pkg.name
  const module = modules.find((m) => path === m.known || path.startsWith(`${m.known}/`))
  if (!module) return undefined
  const rest = path.slice(module.known.length).replace(/^\//, '')
  return names.get([module.folder, rest].filter(Boolean).join('/'))
}

function readImports(
  syntax: GoFile,
  own: KnownModule | undefined,
  nameOf: (path: string) => string | undefined,
): Pick<SourceFile, 'imports' | 'dots'> {
  const imports = new Map<string, string>()
  const dots: string[] = []
  for (const entry of syntax.imports) {
    const inside = own && own.known !== own.path && (entry.path === own.path || entry.path.startsWith(`${own.path}/`))
    const path = inside ? own.known + entry.path.slice(own.path.length) : entry.path
    if (entry.alias === '.') dots.push(path)
    else if (entry.alias !== '_') imports.set(entry.alias ?? nameOf(path) ?? defaultImportName(path), path)
  }
  return { imports, dots }
}

function baseTypeName(type: import('./syntax.ts').TypeSyntax): string | undefined {
  if (type.kind === 'pointer') return baseTypeName(type.of)
  return type.kind === 'name' ? type.name : undefined
}
