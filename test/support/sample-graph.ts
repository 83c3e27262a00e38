// A small, believable graph with every label and relationship of the schema: a bike rental with eight routes.
// For tests of the API and of the explorer; no source files stand behind it.

import { createGraphBuilder, type Graph } from '#graph/graph.ts'
import type { GraphStamp } from '#graph/store/store.ts'
import { sampleClient } from './sample-graph-client.ts'
import { sampleFacts } from './sample-graph-facts.ts'
import { sampleFunctions } from './sample-graph-functions.ts'
import { sampleIds, sampleRoutes } from './sample-graph-routes.ts'
import { sampleSchema } from './sample-graph-schema.ts'
import { sampleStatements } from './sample-graph-statements.ts'

export { sampleIds }

export const sampleStamp: Omit<GraphStamp, 'version'> = { fingerprint: 'sample-1', repository: '/srv/pedal' }

export function sampleGraph(): Graph {
  const g = createGraphBuilder()
  sampleSchema(g)
  const functions = sampleFunctions(g)
  sampleStatements(g, functions)
  sampleFacts(g, functions)
  sampleRoutes(g, functions)
  sampleClient(g)
  return g.build()
}
