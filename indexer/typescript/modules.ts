// Import specifiers → files: relative paths, aliases of tsconfig, vite and package.json, packages of a workspace.

import { dirname, join, normalize } from 'node:path/posix'

export type Resolution =
  | { readonly kind: 'file'; readonly path: string }
  /** A file that is there but holds no code to read: a style, a picture, a skipped test. */
  | { readonly kind: 'asset' }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'missing' }

export type ModuleResolver = (from: string, specifier: string) => Resolution

/** `prefix*suffix → targets`, valid for files below `root`. */
export interface Alias {
  readonly root: string
  readonly prefix: string
  readonly suffix: string | undefined
  /** Paths from the repository's root, with one `*` if the pattern has one. */
  readonly targets: readonly string[]
}

export interface WorkspacePackage {
  readonly name: string
  readonly folder: string
  readonly entries: readonly string[]
}

export interface ModuleMap {
  readonly sources: ReadonlySet<string>
  /** Files that are known but not read. */
  readonly others: ReadonlySet<string>
  readonly aliases: readonly Alias[]
  readonly packages: readonly WorkspacePackage[]
}

const EXTENSIONS = ['', '.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs', '.d.ts']
const ASSET =
  /\.(css|scss|sass|less|styl|svg|png|jpe?g|gif|webp|avif|ico|json5?|ya?ml|md|mdx|txt|html|wasm|mp3|m4a|aac|flac|mp4|mov|wav|ogg|webm|woff2?|ttf|eot|otf|pdf|csv|xml|bmp|tiff?|glb|gltf|hdr|glsl|vert|frag|wgsl|lottie|webmanifest|gql|graphql|vue|svelte)(\?.*)?$/

export function createModuleResolver(map: ModuleMap): ModuleResolver {
  const cache = new Map<string, Resolution>()
  // The alias of the nearest root, and among those the longest prefix, comes first.
  const aliases = [...map.aliases].sort((a, b) => b.root.length - a.root.length || b.prefix.length - a.prefix.length)
  return (from, specifier) => {
    const key = `${dirname(from)}\0${specifier}`
    const known = cache.get(key)
    if (known) return known
    const found = resolve(map, aliases, from, specifier.replace(/\?.*$/, ''))
    cache.set(key, found)
    return found
  }
}

function resolve(map: ModuleMap, aliases: readonly Alias[], from: string, specifier: string): Resolution {
  if (/^\.\.?(\/|$)/.test(specifier)) return find(map, join(dirname(from), specifier)) ?? { kind: 'missing' }
  let aliased = false
  for (const alias of aliases) {
    const rest = matchAlias(alias, from, specifier)
    if (rest === undefined) continue
    for (const target of alias.targets) {
      const found = find(map, target.replace('*', rest))
      if (found) return found
    }
    // A pattern such as `*` may also stand before packages.
    aliased ||= alias.prefix !== ''
  }
  for (const pkg of map.packages) {
    if (specifier === pkg.name) {
      for (const entry of pkg.entries) {
        const found = find(map, join(pkg.folder, entry))
        if (found) return found
      }
    } else if (specifier.startsWith(`${pkg.name}/`)) {
      const rest = specifier.slice(pkg.name.length + 1)
      const found = find(map, join(pkg.folder, rest)) ?? find(map, join(pkg.folder, 'src', rest))
      if (found) return found
    }
  }
  if (aliased) return { kind: 'missing' }
  return { kind: 'package', name: specifier }
}

function matchAlias(alias: Alias, from: string, specifier: string): string | undefined {
  if (alias.root && !from.startsWith(`${alias.root}/`)) return undefined
  if (alias.suffix === undefined) return specifier === alias.prefix ? '' : undefined
  if (specifier.length < alias.prefix.length + alias.suffix.length) return undefined
  if (!specifier.startsWith(alias.prefix) || !specifier.endsWith(alias.suffix)) return undefined
  return specifier.slice(alias.prefix.length, specifier.length - alias.suffix.length)
}

function find(map: ModuleMap, target: string): Resolution | undefined {
  const path = normalize(target).replace(/\/$/, '')
  // `./x.js` may be the file x.ts, which is what a compiler would make of it.
  const stems = /\.[cm]?jsx?$/.test(path) ? [path, path.replace(/\.([cm]?)jsx?$/, '.$1ts'), path.replace(/\.[cm]?jsx?$/, '.tsx')] : [path]
  for (const set of [map.sources, map.others])
    for (const stem of stems)
      for (const base of [stem, path === '.' ? 'index' : `${stem}/index`])
        for (const extension of EXTENSIONS)
          if (set.has(base + extension)) return set === map.sources ? { kind: 'file', path: base + extension } : { kind: 'asset' }
  return ASSET.test(path) ? { kind: 'asset' } : undefined
}
