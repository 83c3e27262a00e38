// Fields that are nothing but a property of a graph node: read by their name. A list that is absent is empty, a flag that must be
// there is false.

import type { GraphQLOutputType, GraphQLSchema } from 'graphql'
import type { NodeValue } from '#graph/store/store.ts'
import { isListType, isNonNullType, isObjectType } from '../graphql.ts'

/** GraphQL types whose parent value is a graph node. */
const NODE_TYPES = [
  'Route',
  'Middleware',
  'ApiCall',
  'Function',
  'Statement',
  'Table',
  'Column',
  'Index',
  'Constraint',
  'IndexAdvice',
  'SchemaDrift',
  'MigrationRisk',
]

export type Resolver = (parent: never, args: never, context: never) => unknown
export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver>>>>

export function nodeFields(schema: GraphQLSchema, explicit: Resolvers): Resolvers {
  return Object.fromEntries(
    NODE_TYPES.map((name) => {
      const type = schema.getType(name)
      if (!isObjectType(type)) throw new Error(`the schema has no type ${name}`)
      const own = Object.entries(type.getFields()).map(([field, { type: output }]) => [field, propertyReader(field, output)] as const)
      return [name, { ...Object.fromEntries(own), ...explicit[name] }]
    }),
  )
}

function propertyReader(field: string, type: GraphQLOutputType): Resolver {
  if (field === 'id') return (node: NodeValue) => node.id
  const absent = isNonNullType(type) ? (isListType(type.ofType) ? [] : String(type) === 'Boolean!' ? false : undefined) : undefined
  return (node: NodeValue) => node.properties[field] ?? absent
}
