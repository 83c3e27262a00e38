// The HTTP server as a value: GraphQL at /graphql and the explorer's files. It reads no environment and does not listen.

import { readFileSync } from 'node:fs'
import fastify, { type FastifyInstance } from 'fastify'
import type { GraphQLError as RequestError } from 'graphql'
import mercurius, { type IResolvers } from 'mercurius'
import { createContext } from './context.ts'
import { codeOf } from './errors.ts'
import { buildSchema, GraphQLError } from './graphql.ts'
import { serveExplorer } from './http/explorer.ts'
import { guardRequests } from './http/guard.ts'
import { addSecurityHeaders } from './http/headers.ts'
import { limitRule } from './limits.ts'
import type { AppOptions } from './options.ts'
import { findingResolvers } from './resolvers/findings.ts'
import { functionResolvers } from './resolvers/functions.ts'
import { nodeFields } from './resolvers/node-fields.ts'
import { overviewResolvers } from './resolvers/overview.ts'
import { pictureResolvers } from './resolvers/pictures.ts'
import { routeResolvers } from './resolvers/routes.ts'
import { scalars } from './resolvers/scalars.ts'
import { tableResolvers } from './resolvers/tables.ts'

/** A question of the explorer is some kilobytes. */
const MAX_BODY = 256 * 1024

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: MAX_BODY, forceCloseConnections: true, routerOptions: { maxParamLength: 1000 } })
  guardRequests(app, options.hosts ?? [])
  addSecurityHeaders(app)

  const schema = buildSchema(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'))
  const parts = [overviewResolvers, routeResolvers, functionResolvers, tableResolvers, findingResolvers, pictureResolvers]
  const explicit = Object.assign({}, ...parts)
  const Query = Object.assign({}, ...parts.map((part) => part.Query))
  await app.register(mercurius, {
    schema,
    resolvers: { ...explicit, ...nodeFields(schema, explicit), Query, ...scalars } as unknown as IResolvers,
    context: () => createContext(options),
    validationRules: ({ variables }) => [limitRule(variables ?? {})],
    // The rule depends on the variables, so that a validated document cannot be kept for others.
    cache: false,
    graphiql: options.development ?? false,
    errorFormatter: (execution) => ({
      statusCode: 200,
      response: { data: execution.data ?? null, errors: (execution.errors ?? []).flatMap((error) => explain(error, options)) },
    }),
  })
  await serveExplorer(app, options.webFolder)
  return app
}

/** Errors that the asker can mend keep their message; bugs are told to the operator only. */
function explain(error: RequestError, { onBug }: AppOptions): readonly RequestError[] {
  const original = error.originalError
  const inner = original && 'errors' in original && Array.isArray(original.errors) ? original.errors : undefined
  if (inner) return inner.map((e: RequestError) => withCode(e, String(e.extensions?.code ?? 'BAD_INPUT')))
  if (!original || error.extensions.code) return [withCode(error, String(error.extensions.code ?? 'BAD_INPUT'))]
  const code = codeOf(original) ?? ('statusCode' in original && Number(original.statusCode) < 500 ? 'BAD_INPUT' : undefined)
  if (code) return [withCode(error, code)]
  onBug?.(original)
  return [withCode(error, 'INTERNAL', 'Throughline failed to answer; its terminal says more')]
}

function withCode({ message, nodes, source, positions, path }: RequestError, code: string, instead = message): RequestError {
  return new GraphQLError(instead, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: { code },
  })
}
