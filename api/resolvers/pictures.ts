import { createHash } from 'node:crypto'
import { NODE_LABELS, RELATIONSHIPS } from '#graph/schema.ts'
import type { NodeValue, RelationshipValue } from '#graph/store/store.ts'
import type { ApiContext } from '../context.ts'
import { BadInput, NotFound } from '../errors.ts'
import { drawLine } from '../picture/line.ts'
import { drawNeighbourhood } from '../picture/neighbourhood.ts'
import { type FoundPaths, findPaths } from '../picture/paths.ts'
import { edgeKey, type PictureNode } from '../picture/picture.ts'
import { drawTableUse } from '../picture/table-use.ts'
import { readRows } from '../read/rows.ts'
import { laneOf, titleOf } from '../read/titles.ts'
import { directoryOf } from '../search/directory.ts'
import { readSource } from '../source.ts'
import type { Resolvers } from './node-fields.ts'
import { nodeOf } from './routes.ts'

const MAX_DRAWN = 5000
const MAX_PATHS = 200
const MAX_RINGS = 4

/** Properties of a relationship that the schema names. */
const EDGE_FIELDS = [
  ...[
    'line',
    'order',
    'loopDepth',
    'loopBound',
    'perElement',
    'inTransaction',
    'inGoroutine',
    'deferred',
    'retried',
    'cached',
    'resolution',
    'fanout',
  ],
]

export const pictureResolvers = {
  Query: {
    paths: async (
      _: unknown,
      { from, toTable, limit, maxDepth }: { from: string; toTable?: string | null; limit: number; maxDepth: number },
      context: ApiContext,
    ): Promise<FoundPaths> => {
      const start = await context.node(from)
      if (!start) throw new NotFound(`the graph has no node ${from}`)
      if (toTable && !(await context.tableNamed(toTable))) throw new NotFound(`there is no table ${toTable}`)
      const options = { toTable: toTable ?? undefined, limit: between(limit, 1, MAX_PATHS), maxDepth: between(maxDepth, 1, 60) }
      return findPaths(await context.reader(), start, options)
    },
    line: async (_: unknown, { routeId, limit }: { routeId: string; limit: number }, context: ApiContext) => {
      const route = await nodeOf(context, routeId, 'Route')
      return route && drawLine(await context.reader(), route, between(limit, 1, MAX_DRAWN))
    },
    tableUse: async (_: unknown, { name, limit }: { name: string; limit: number }, context: ApiContext) => {
      const table = await context.tableNamed(name)
      return table && drawTableUse(await context.reader(), table, between(limit, 1, MAX_DRAWN))
    },
    neighbourhood: async (
      _: unknown,
      args: { id: string; depth: number; direction: 'in' | 'out' | 'both'; relationships?: readonly string[] | null; limit: number },
      context: ApiContext,
    ) => {
      const root = await context.node(args.id)
      const relationships = args.relationships ?? []
      for (const type of relationships) if (!(type in RELATIONSHIPS)) throw new BadInput(`there is no relationship ${type}`)
      const around = { ...args, relationships, depth: between(args.depth, 1, MAX_RINGS), limit: between(args.limit, 1, MAX_DRAWN) }
      return root && drawNeighbourhood(await context.reader(), root, around)
    },
    search: async (
      _: unknown,
      { text, labels, first }: { text: string; labels?: readonly string[] | null; first: number },
      context: ApiContext,
    ) => {
      const directory = await directoryOf(await context.reader())
      const hits = directory.find(text, { ...(labels ? { labels } : {}), first: between(first, 1, 200) })
      const nodes = await Promise.all(hits.map((hit) => context.node(hit.id)))
      return hits.flatMap(({ score, highlights }, i) => (nodes[i] ? [{ node: toPictureNode(nodes[i]), score, highlights }] : []))
    },
    node: async (_: unknown, { id }: { id: string }, context: ApiContext) => {
      const found = await context.node(id)
      return found && toPictureNode(found)
    },
    source: async (
      _: unknown,
      { file, from, to }: { file: string; from?: number | null; to?: number | null },
      { reader, options }: ApiContext,
    ) => {
      const rows = await readRows(await reader(), 'MATCH (s:Secret) WHERE s.file = $file RETURN s.line AS line ORDER BY line', { file })
      const secretLines = rows.map((row) => row.line).filter((line) => typeof line === 'number')
      return readSource(options.repositoryRoot, { file, from: from ?? undefined, to: to ?? undefined, secretLines })
    },
    graphSchema: () => ({
      labels: Object.entries(NODE_LABELS).map(([name, schema]) => ({
        name,
        description: schema.doc,
        roles: 'roles' in schema ? schema.roles : [],
        properties: propertiesOf({ id: 'string', ...schema.properties }),
      })),
      relationships: Object.entries(RELATIONSHIPS).map(([name, { doc, from, to, properties }]) => ({
        name,
        description: doc,
        from,
        to,
        properties: propertiesOf(properties),
      })),
    }),
  },
  Path: {
    steps: (path: FoundPaths['paths'][number]) => path.map(({ node, edge }) => ({ node: toPictureNode(node), edge })),
    length: (path: FoundPaths['paths'][number]) => path.length - 1,
  },
  Node: {
    id: ({ node }: PictureNode) => node.id,
    label: ({ node }: PictureNode) => node.labels[0],
    roles: ({ node }: PictureNode) => node.labels.slice(1),
    title: ({ node }: PictureNode) => titleOf(node),
    file: ({ node }: PictureNode) => node.properties.file,
    line: ({ node }: PictureNode) => node.properties.line,
    endLine: ({ node }: PictureNode) => node.properties.endLine,
    properties: ({ node }: PictureNode) => node.properties,
    findings: ({ node }: PictureNode, _: unknown, context: ApiContext) => context.findings(node.id),
    degree: ({ node }: PictureNode, _: unknown, context: ApiContext) => context.degree(node.id),
  },
  Edge: {
    id: (edge: RelationshipValue) => createHash('sha256').update(edgeKey(edge)).digest('base64url').slice(0, 16),
    ...Object.fromEntries(EDGE_FIELDS.map((name) => [name, (edge: RelationshipValue) => edge.properties[name]])),
  },
} satisfies Resolvers

/** Outside a picture a node has a lane but no depth. */
export function toPictureNode(node: NodeValue): PictureNode {
  return { node, lane: laneOf(node), depth: undefined }
}

function propertiesOf(properties: Readonly<Record<string, string>>) {
  return Object.entries(properties).map(([name, type]) => ({ name, type }))
}

function between(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
