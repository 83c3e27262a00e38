// tsconfig.json, jsconfig.json and package.json → aliases, packages of the workspace, a development proxy.

import { dirname, join } from 'node:path/posix'
import type { Alias, WorkspacePackage } from '../modules.ts'
import type { ProxyRule, TypeScriptDiagnostic } from '../typescript-facts.ts'
import { pathOfTarget } from './vite.ts'

export interface TextFile {
  readonly path: string
  readonly text: string
}

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface JsonText {
  readonly object?: Json
  readonly error?: { readonly message: string; readonly line: number }
}

/** JSON with comments and trailing commas. */
export function readJsonObject(text: string): JsonText {
  const plain = text
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found, quoted?: string) => quoted ?? found.replace(/[^\n]/g, ' '))
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, quoted?: string) => quoted ?? ' ')
  try {
    const config: unknown = JSON.parse(plain)
    return isObject(config) ? { object: config } : { error: { message: 'no object', line: 1 } }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const at = /position (\d+)/.exec(message)?.[1]
    return { error: { message, line: plain.slice(0, at === undefined ? 0 : Number(at)).split('\n').length } }
  }
}

const parse = ({ text }: TextFile): Json | undefined => readJsonObject(text).object

/** Files of JSON that are none. */
export function jsonErrors(files: readonly TextFile[]): TypeScriptDiagnostic[] {
  return files.flatMap(({ path, text }): TypeScriptDiagnostic[] => {
    const { error } = readJsonObject(text)
    if (!error) return []
    return [
      { stage: 'parse', reason: 'syntax-error', message: `is no JSON: ${error.message}`, file: path, line: error.line, severity: 'error' },
    ]
  })
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(strings)
  return isObject(value) ? Object.values(value).flatMap(strings) : []
}

function folderOf(path: string): string {
  const folder = dirname(path)
  return folder === '.' ? '' : folder
}

interface Paths {
  readonly base: string
  readonly paths: Json
  readonly everything: boolean
}

export function tsconfigAliases(files: readonly TextFile[]): Alias[] {
  const configs = new Map(files.flatMap((file) => [[file.path, parse(file)] as const]))
  return files.flatMap(({ path }) => {
    const found = pathsOf(configs, path, 0)
    if (!found) return []
    const root = folderOf(path)
    const aliases = Object.entries(found.paths).map(([pattern, targets]): Alias => {
      const star = pattern.indexOf('*')
      return {
        root,
        prefix: star < 0 ? pattern : pattern.slice(0, star),
        suffix: star < 0 ? undefined : pattern.slice(star + 1),
        targets: strings(targets).map((target) => join(found.base, target)),
      }
    })
    return found.everything ? [...aliases, { root, prefix: '', suffix: '', targets: [join(found.base, '*')] }] : aliases
  })
}

/** The paths of a configuration, or of the one that it extends. */
function pathsOf(configs: ReadonlyMap<string, Json | undefined>, path: string, depth: number): Paths | undefined {
  const config = configs.get(path)
  if (!config || depth > 5) return undefined
  const options = isObject(config.compilerOptions) ? config.compilerOptions : {}
  const baseUrl = typeof options.baseUrl === 'string' ? options.baseUrl : undefined
  if (isObject(options.paths) || baseUrl !== undefined)
    return {
      base: join(folderOf(path), baseUrl ?? '.'),
      paths: isObject(options.paths) ? options.paths : {},
      everything: baseUrl !== undefined,
    }
  for (const base of strings(config.extends)) {
    const target = join(folderOf(path), base)
    const found = pathsOf(configs, target, depth + 1) ?? pathsOf(configs, `${target}.json`, depth + 1)
    if (found) return found
  }
  return undefined
}

interface PackageFacts {
  readonly packages: readonly WorkspacePackage[]
  readonly aliases: readonly Alias[]
  readonly proxies: readonly ProxyRule[]
}

export function packageFacts(file: TextFile): PackageFacts {
  const config = parse(file)
  if (!config) return { packages: [], aliases: [], proxies: [] }
  const folder = folderOf(file.path)
  const { name, proxy } = config
  const exported = isObject(config.exports) ? Object.entries(config.exports) : []
  const packages =
    typeof name === 'string'
      ? [
          {
            name,
            folder,
            entries: [
              ...strings([config.source, config.module, config.main]),
              ...strings(rootExport(config)),
              'src/index',
              'src/main',
              'index',
            ],
          },
        ]
      : []
  const subpaths = exported.flatMap(([key, target]) =>
    typeof name === 'string' && key.startsWith('./') ? aliasOf('', name + key.slice(1), target, folder) : [],
  )
  const own = isObject(config.imports)
    ? Object.entries(config.imports).flatMap(([key, target]) => aliasOf(folder, key, target, folder))
    : []
  const proxies = typeof proxy === 'string' ? [{ prefix: '/', strip: '', add: pathOfTarget(proxy), file: file.path }] : []
  return { packages, aliases: [...own, ...subpaths], proxies }
}

function rootExport(config: Json): unknown {
  if (!isObject(config.exports)) return config.exports
  return '.' in config.exports ? config.exports['.'] : undefined
}

function aliasOf(root: string, pattern: string, target: unknown, folder: string): Alias[] {
  const star = pattern.indexOf('*')
  const targets = strings(target).map((one) => join(folder, one))
  return [{ root, prefix: star < 0 ? pattern : pattern.slice(0, star), suffix: star < 0 ? undefined : pattern.slice(star + 1), targets }]
}
