// The one copy of graphql that mercurius uses too. Bundlers and test runners prefer the package's other build when it is
// imported, and a schema of one copy is refused by the other.

import { createRequire } from 'node:module'

const graphql = createRequire(import.meta.url)('graphql') as typeof import('graphql')

export const {
  buildSchema,
  GraphQLError,
  GraphQLScalarType,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  validate,
  valueFromASTUntyped,
} = graphql
