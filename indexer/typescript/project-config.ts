// Configuration files of a project → how its imports resolve, what its addresses are, where its proxy leads.

import { readEnvironment } from './config/environment.ts'
import { jsonErrors, packageFacts, type TextFile, tsconfigAliases } from './config/json.ts'
import { viteAliases, viteProxies } from './config/vite.ts'
import type { TsFileFacts } from './facts.ts'
import type { Alias, ModuleMap, WorkspacePackage } from './modules.ts'
import type { Environment } from './program.ts'
import { syntaxErrors } from './syntax-errors.ts'
import type { ProxyRule, TypeScriptDiagnostic } from './typescript-facts.ts'

export interface ProjectConfig {
  readonly aliases: readonly Alias[]
  readonly packages: readonly WorkspacePackage[]
  readonly proxies: readonly ProxyRule[]
  readonly environment: Environment
  /** Folders of packages. */
  readonly roots: readonly string[]
  /** Paths of files that are there but not read. */
  readonly others: ReadonlySet<string>
  readonly skipped: Readonly<Record<string, number>>
  readonly diagnostics: readonly TypeScriptDiagnostic[]
}

export function readProjectConfig(
  files: readonly TextFile[],
  vite: readonly TsFileFacts[],
  others: Iterable<string>,
  skipped: Readonly<Record<string, number>>,
): ProjectConfig {
  const named = (pattern: RegExp) => files.filter(({ path }) => pattern.test(path))
  const packages = named(/(^|\/)package\.json$/).map(packageFacts)
  return {
    aliases: [
      ...tsconfigAliases(named(/(^|\/)[tj]sconfig[^/]*\.json$/)),
      ...vite.flatMap(viteAliases),
      ...packages.flatMap((p) => p.aliases),
    ],
    packages: packages.flatMap((p) => p.packages),
    proxies: [...vite.flatMap(viteProxies), ...packages.flatMap((p) => p.proxies)],
    environment: readEnvironment(named(/(^|\/)\.env[^/]*$/)),
    roots: named(/(^|\/)package\.json$/).map(({ path }) => path.slice(0, -'/package.json'.length)),
    others: new Set(others),
    skipped,
    diagnostics: [...jsonErrors(named(/\.json$/)), ...vite.flatMap(syntaxErrors)],
  }
}

export function projectModules(files: readonly TsFileFacts[], { aliases, packages, others }: ProjectConfig): ModuleMap {
  return { sources: new Set(files.map(({ path }) => path)), others, aliases, packages }
}
