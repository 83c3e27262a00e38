// A folder in, everything in it that the indexer will read out: texts with their roles and hashes, modules, and the paths of what audits ask
// about. Reads no more than that: nothing vendored, nothing over 2 MB, nothing behind a link.

import { hash } from 'node:crypto'
import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FactsCache } from './cache.ts'
import type { DiscoveryDiagnostic } from './discover-diagnostic.ts'
import { type GoModule, readGoMod } from './discover-modules.ts'
import { type FileRole, goRole, isMinified, type Role, webRole } from './discover-roles.ts'
import { count, type Walk, walk } from './discover-walk.ts'
import { readText } from './read-text.ts'
import { RepositoryError } from './result.ts'

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Of the content, for caches and the fingerprint. */
  readonly hash: string
  readonly role: FileRole
  /** Why it is not plain source. */
  readonly why?: string
}

export interface Discovery {
  /** Absolute, links resolved. */
  readonly root: string
  /** Every folder that was walked, relative to the root; '' is the root itself. */
  readonly folders: readonly string[]
  /** Each list is sorted by path. */
  readonly go: readonly SourceFile[]
  readonly typescript: readonly SourceFile[]
  readonly sql: readonly SourceFile[]
  readonly modules: readonly GoModule[]
  readonly packageFiles: readonly string[]
  readonly tsconfigFiles: readonly string[]
  readonly viteConfigFiles: readonly string[]
  /** Dockerfiles, compose files, environments, YAML, TOML, atlas.sum …: paths only. */
  readonly others: readonly string[]
  /** By reason; folders that were not walked count once. */
  readonly skipped: Readonly<Record<string, number>>
  readonly diagnostics: readonly DiscoveryDiagnostic[]
}

/** `known`: files of former runs, where a process discovers the same repository again and again. */
export async function discover(path: string, known?: FactsCache<SourceFile>): Promise<Discovery> {
  const root = rootOf(path)
  const walked = walk(root)
  if (walked.empty) throw new RepositoryError(`${path} is an empty folder`)
  const go = readAll(root, walked, /\.go$/, goRole, known)
  const typescript = readAll(root, walked, /(?<!\.d)\.[cm]?[jt]sx?$/, webRole, known)
  if (go.length === 0 && typescript.length === 0) throw new RepositoryError(nothingIn(path, walked))
  const sql = readAll(root, walked, /\.sql$/i, () => ({ role: 'source' }), known)
  known?.save()
  const paths = walked.files
  const named = (pattern: RegExp): string[] => paths.filter((candidate) => pattern.test(candidate))
  return {
    root,
    folders: walked.folders,
    go,
    typescript,
    sql,
    modules: modulesOf(root, walked),
    packageFiles: named(/(?:^|\/)package\.json$/),
    tsconfigFiles: named(/(?:^|\/)tsconfig[\w.-]*\.json$/),
    viteConfigFiles: named(/(?:^|\/)vite\.config\.[cm]?[jt]s$/),
    others: paths.filter(
      (candidate) => !/\.(?:go|[cm]?[jt]sx?|sql)$|(?:^|\/)(?:go\.mod|package\.json|tsconfig[\w.-]*\.json)$/i.test(candidate),
    ),
    skipped: walked.skipped,
    diagnostics: walked.diagnostics,
  }
}

function rootOf(path: string): string {
  try {
    const root = realpathSync(resolve(path))
    if (statSync(root).isDirectory()) return root
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why = code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read: ${String(code ?? error)}`
    throw new RepositoryError(`${path} ${why}`, { cause: error })
  }
  throw new RepositoryError(`${path} is a file; a repository's folder is wanted`)
}

function nothingIn(path: string, { skipped, diagnostics }: Walk): string {
  const first = diagnostics.find((diagnostic) => diagnostic.file === '')
  if (first !== undefined) return `${path} cannot be read`
  const reasons = Object.entries(skipped).map(([reason, many]) => `${reason}: ${many}`)
  return `${path} has no Go and no TypeScript in it${reasons.length === 0 ? '' : ` (passed by ${reasons.join(', ')})`}`
}

type RoleOf = (path: string, text: string) => Role

function readAll(root: string, walked: Walk, pattern: RegExp, roleOf: RoleOf, known?: FactsCache<SourceFile>): SourceFile[] {
  return walked.files.flatMap((path) => (pattern.test(path) ? read(root, walked, path, roleOf, known) : []))
}

const COUNTED: Partial<Readonly<Record<DiscoveryDiagnostic['reason'], string>>> = { 'too-large': 'over 2 MB' }

function read(root: string, walked: Walk, path: string, roleOf: RoleOf, known?: FactsCache<SourceFile>): SourceFile[] {
  const found = readText(root, path)
  if (!('text' in found)) {
    count(walked.skipped, COUNTED[found.reason] ?? found.reason)
    walked.diagnostics.push(found)
    return []
  }
  const { content, text, damage } = found
  const digest = hash('sha1', content, 'hex')
  const before = known?.get(`${path} ${digest}`)
  if (before) {
    if (damage) walked.diagnostics.push(damage)
    return [before]
  }
  if (isMinified(path, text)) {
    count(walked.skipped, 'minified')
    const message = `${path} is a bundle for browsers and not read`
    walked.diagnostics.push({ stage: 'discover', reason: 'minified', message, severity: 'info', file: path })
    return []
  }
  if (damage) walked.diagnostics.push(damage)
  const file = { path, text, hash: digest, ...roleOf(path, text) }
  known?.put(`${path} ${digest}`, file)
  return [file]
}

function modulesOf(root: string, walked: Walk): GoModule[] {
  return readAll(root, walked, /(?:^|\/)go\.mod$/, () => ({ role: 'source' })).flatMap(({ path, text }) => {
    const { module, unread } = readGoMod(path.slice(0, -'/go.mod'.length), text)
    const bad = (message: string, severity: 'error' | 'warning', line?: number) =>
      walked.diagnostics.push({ stage: 'discover', reason: 'bad-module', message, severity, file: path, ...(line && { line }) })
    for (const { line, text: words } of unread) bad(`${path} is not understood here: ${words}`, 'warning', line)
    if (module === undefined) bad(`${path} names no module`, 'error')
    return module ?? []
  })
}
