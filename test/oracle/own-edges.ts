// A folder of Go code through our own analysis, as the edges that scripts/accuracy compares.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { analyseGo, type GoAnalysis } from '#indexer/go/analyse.ts'
import { createGoParser } from '#indexer/go/parse.ts'
import { lineOf } from '#indexer/go/syntax.ts'
import type { OwnEdge } from '../../scripts/accuracy/calls.ts'

/** Without tests, as the indexer reads a build. */
export async function analyseFolder(root: string): Promise<GoAnalysis> {
  const { parse } = await createGoParser()
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
  const files = paths.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'))
  const modules = paths
    .filter((path) => path === 'go.mod' || path.endsWith('/go.mod'))
    .map((path) => ({
      folder: dirname(path).replace(/^\.$/, ''),
      path: /^module\s+(\S+)/m.exec(readFileSync(join(root, path), 'utf8'))?.[1] ?? '',
    }))
  return analyseGo(
    files.map((path) => parse(path, readFileSync(join(root, path), 'utf8'))),
    modules,
  )
}

export function ownEdges(go: GoAnalysis): readonly OwnEdge[] {
  return go.calls.edges.map((e) => ({
    caller: e.caller.id,
    callee: e.callee.id,
    file: e.caller.file.syntax.path,
    line: lineOf(e.site.at),
    via: e.via?.id,
    resolution: e.resolution,
  }))
}
