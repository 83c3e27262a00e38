import type { ValueNode } from 'graphql'
import { GraphQLScalarType, valueFromASTUntyped } from '../graphql.ts'

const asItIs = (value: unknown) => value

export const scalars = {
  JSON: new GraphQLScalarType({
    name: 'JSON',
    description: 'Any JSON value.',
    serialize: asItIs,
    parseValue: asItIs,
    parseLiteral: (node: ValueNode, variables) => valueFromASTUntyped(node, variables),
  }),
  DateTime: new GraphQLScalarType({ name: 'DateTime', description: 'ISO 8601, in UTC.', serialize: asItIs }),
} as const
