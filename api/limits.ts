// Refuses a request that is too deep or too dear before anything is read. The cost of a field is one for each time that it can be
// answered: fields inside a list are counted once for each element that may be asked for.

import type { FieldNode, FragmentDefinitionNode, GraphQLOutputType, SelectionSetNode, ValidationContext, ValidationRule } from 'graphql'
import { GraphQLError, getNamedType, isListType, isNonNullType, isObjectType, Kind } from './graphql.ts'

export const MAX_DEPTH = 12
export const MAX_COST = 500_000

/** Elements expected of a list that takes no `first` or `limit`. */
const LIST = 12
/** A page's worth below a connection or picture that says no size. */
const PAGE = 50

type Variables = Readonly<Record<string, unknown>>

export function limitRule(variables: Variables): ValidationRule {
  return (context) => ({
    OperationDefinition(operation) {
      const type = context.getSchema().getQueryType()
      if (!type || operation.operation !== 'query') return
      const found = measure(context, variables, operation.selectionSet, type, 1, [])
      if (found.depth > MAX_DEPTH) report(context, `the request is ${found.depth} levels deep; the limit is ${MAX_DEPTH}`)
      else if (found.cost > MAX_COST)
        report(context, `the request may cost ${found.cost} fields; the limit is ${MAX_COST}: ask for fewer or smaller lists`)
    },
  })
}

function report(context: ValidationContext, message: string): void {
  context.reportError(new GraphQLError(message, { extensions: { code: 'LIMIT' } }))
}

interface Measure {
  readonly depth: number
  readonly cost: number
}

function measure(
  context: ValidationContext,
  variables: Variables,
  { selections }: SelectionSetNode,
  type: GraphQLOutputType,
  page: number,
  fragments: readonly string[],
): Measure {
  let depth = 0
  let cost = 0
  const add = (found: Measure) => {
    depth = Math.max(depth, found.depth)
    cost += found.cost
  }
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) add(measureField(context, variables, selection, type, page, fragments))
    else if (selection.kind === Kind.INLINE_FRAGMENT) add(measure(context, variables, selection.selectionSet, type, page, fragments))
    else if (!fragments.includes(selection.name.value)) {
      const fragment: FragmentDefinitionNode | null | undefined = context.getFragment(selection.name.value)
      if (fragment) add(measure(context, variables, fragment.selectionSet, type, page, [...fragments, fragment.name.value]))
    }
  }
  return { depth, cost }
}

function measureField(
  context: ValidationContext,
  variables: Variables,
  field: FieldNode,
  parent: GraphQLOutputType,
  page: number,
  fragments: readonly string[],
): Measure {
  const named = getNamedType(parent)
  const definition = isObjectType(named) ? named.getFields()[field.name.value] : undefined
  if (!definition || !field.selectionSet) return { depth: 1, cost: 1 }
  const asked = askedFor(field, variables)
  const inConnection = named.name.endsWith('Connection') || named.name === 'Picture'
  const times = isList(definition.type) ? (inConnection ? page : (asked ?? LIST)) : 1
  const below = measure(context, variables, field.selectionSet, definition.type, asked ?? (inConnection ? page : PAGE), fragments)
  return { depth: below.depth + 1, cost: 1 + times * below.cost }
}

function askedFor(field: FieldNode, variables: Variables): number | undefined {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'limit') continue
    const { value } = argument
    const asked = value.kind === Kind.INT ? Number(value.value) : value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined
    if (typeof asked === 'number') return Math.max(1, asked)
  }
  return undefined
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type)
}
