// The folders of a repository, walked once: every file that may concern us, and a count by reason of all that was passed by.

import { type Dirent, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { compare } from '#graph/graph.ts'
import type { DiscoveryDiagnostic } from './discover-diagnostic.ts'
import { type GitRules, gitRules } from './discover-git.ts'
import { unreadable } from './read-text.ts'

export interface Walk {
  /** Relative to the repository, with forward slashes. */
  readonly files: readonly string[]
  /** Every folder that was walked; '' is the root. */
  readonly folders: readonly string[]
  /** Anything at all in the root? */
  readonly empty: boolean
  readonly skipped: Record<string, number>
  readonly diagnostics: DiscoveryDiagnostic[]
}

const neverWalked: Readonly<Record<string, string>> = {
  node_modules: 'vendored',
  bower_components: 'vendored',
  third_party: 'vendored',
  '.git': 'repository data',
  '.hg': 'repository data',
  '.svn': 'repository data',
}
/** Hidden folders that hold what audits ask about. */
const walkedHidden: ReadonlySet<string> = new Set(['.github', '.gitlab', '.circleci', '.docker', '.devcontainer'])
const buildOutput: ReadonlySet<string> = new Set(['dist', 'build', 'out', 'coverage', 'storybook-static'])

const kept =
  /\.(?:go|sql|[cm]?[jt]sx?|ya?ml|toml|sum|work)$|^(?:go\.mod|package\.json|tsconfig[\w.-]*\.json|\.env.*|[\w.-]*Dockerfile[\w.-]*|Containerfile|Makefile)$/i

export function walk(root: string): Walk {
  const git = gitRules(root)
  const state: State = { root, git, files: [], folders: [], skipped: {}, diagnostics: [] }
  const names = list(state, '')
  if (names !== undefined) walkFolder(state, '', names)
  const { files, folders, skipped, diagnostics } = state
  return { files, folders, empty: names?.length === 0, skipped, diagnostics }
}

interface State {
  readonly root: string
  readonly git: GitRules
  readonly files: string[]
  readonly folders: string[]
  readonly skipped: Record<string, number>
  readonly diagnostics: DiscoveryDiagnostic[]
}

export function count(skipped: Record<string, number>, reason: string): void {
  skipped[reason] = (skipped[reason] ?? 0) + 1
}

function list(state: State, folder: string): Dirent[] | undefined {
  try {
    return readdirSync(join(state.root, folder), { withFileTypes: true }).sort((a, b) => compare(a.name, b.name))
  } catch (error) {
    passUnreadable(state, folder, error)
    return undefined
  }
}

function passUnreadable(state: State, path: string, error: unknown): void {
  count(state.skipped, 'unreadable')
  state.diagnostics.push(unreadable(path, error))
}

function walkFolder(state: State, folder: string, entries: readonly Dirent[]): void {
  state.folders.push(folder)
  const names = new Set(entries.map((entry) => entry.name))
  if (names.has('.gitignore')) readIgnore(state, folder)
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isSymbolicLink()) passLink(state, path)
    else if (entry.isDirectory()) {
      const reason = folderReason(state, path, entry.name, names)
      if (reason !== undefined) count(state.skipped, reason)
      else walkFolder(state, path, list(state, path) ?? [])
    } else if (entry.isFile()) takeFile(state, path, entry.name)
    else count(state.skipped, 'not a file')
  }
}

function readIgnore(state: State, folder: string): void {
  const path = folder === '' ? '.gitignore' : `${folder}/.gitignore`
  try {
    state.git.enter(folder, readFileSync(join(state.root, path), 'utf8'))
  } catch (error) {
    passUnreadable(state, path, error)
  }
}

function folderReason(state: State, path: string, name: string, siblings: ReadonlySet<string>): string | undefined {
  const never = neverWalked[name]
  if (never !== undefined) return never
  if (name.startsWith('.') && !walkedHidden.has(name)) return 'hidden folder'
  if (name === 'vendor' && isVendored(state, path, siblings)) return 'vendored'
  if (buildOutput.has(name) && siblings.has('package.json')) return 'build output'
  if (/@v\d/.test(name)) return 'vendored'
  return state.git.leavesOut(path, true) ? 'ignored by git' : undefined
}

/** In Go such a folder can hold nothing of one's own; in a web tree it may be the pages about vendors. */
function isVendored(state: State, path: string, siblings: ReadonlySet<string>): boolean {
  if (['go.mod', 'go.work', 'composer.json', 'Gemfile'].some((name) => siblings.has(name))) return true
  return (list(state, path) ?? []).some((entry) => entry.name === 'modules.txt' || (entry.isDirectory() && entry.name.includes('.')))
}

function passLink(state: State, path: string): void {
  const target = targetOf(join(state.root, path))
  if (target === undefined) count(state.skipped, 'broken link')
  else if (target === state.root || target.startsWith(state.root + sep)) count(state.skipped, 'link')
  else {
    count(state.skipped, 'link out of the repository')
    const message = `${path} leads out of the repository and is not followed`
    state.diagnostics.push({ stage: 'discover', reason: 'outside-link', message, severity: 'warning', file: path })
  }
}

function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link)
  } catch {
    return undefined
  }
}

function takeFile(state: State, path: string, name: string): void {
  if (!kept.test(name)) return
  if (state.git.leavesOut(path, false)) count(state.skipped, 'ignored by git')
  else state.files.push(path)
}
