// Association mode: association.go. `Model(&user).Association("Languages")` and then Find, Count, Append, Replace, Delete, Clear.

import type { BuilderCall } from '../../evaluate/events.ts'
import { typed } from '../../values.ts'
import type { Output } from '../finish.ts'
import { keyed, type Owner, polymorphic, tableOf } from './association-parts.ts'
import { append, remove, replace } from './association-writes.ts'
import { type Chain, settle } from './chain.ts'
import { type Expression, quoteName, raw, type Scope, writeWhere } from './clauses.ts'
import { buildConditions } from './conditions.ts'
import { boundOf, outputOf } from './output.ts'
import { buildQuery } from './query.ts'
import { reflect } from './reflect.ts'

export function associationStatements(chain: Chain, { name, args, words }: BuilderCall): readonly Output[] {
  const { session } = chain
  const model = chain.model ? reflect(session, chain.model) : undefined
  const relation = model?.schema?.relations().all.get(chain.association)
  if (!model || !relation) {
    chain.failed = model?.schema
      ? `${chain.association} is no relation of ${model.schema.name}`
      : 'an association of a model that is not known'
    return [outputOf(chain, '', 'association')]
  }
  const owner: Owner = { chain, relation, many: model.shape === 'slice', value: model.value }
  switch (name.slice('Association.'.length)) {
    case 'Find': {
      const query = related(owner)
      query.where.push(...buildConditions(query, args.slice(1), words.slice(1)))
      query.dest = args[0]
      const reflected = settle(query)
      if (relation.join && query.selects.length === 0) query.selects = relation.target.dbNames.map((c) => `"${query.table}"."${c}"`)
      return [
        outputOf(query, query.failed === undefined ? buildQuery(query, reflected) : '', 'association', boundOf({ ...query, where: [] })),
      ]
    }
    case 'Count': {
      const query = related(owner)
      settle(query)
      return [outputOf(query, query.failed === undefined ? buildQuery(query, undefined, raw('count(*)')) : '', 'association', 'aggregate')]
    }
    case 'Append':
      return relation.kind === 'hasOne' || relation.kind === 'belongsTo' ? replace(owner, args) : append(owner, args)
    case 'Replace':
      return replace(owner, args)
    case 'Clear':
      return replace(owner, [])
    default:
      return remove(owner, args)
  }
}

/** The chain on the other side's model, with the relation as a condition. */
function related({ chain, relation, many }: Owner): Chain {
  const { target, join, references } = relation
  const query: Chain = { ...chain, where: [...chain.where], schema: undefined, model: typed({ kind: 'slice', of: target.type }) }
  if (!join) {
    const names = references.flatMap((r) => (r.primary ? [r.own ? r.foreign.dbName : r.primary.dbName] : []))
    query.where.push(...polymorphic(relation, tableOf(target)), keyed(tableOf(target), names, many))
    return query
  }
  const joinTable = tableOf(join)
  const scope: Scope = { session: chain.session, table: tableOf(target), schema: target }
  const on: Expression[] = references.flatMap((r): Expression[] =>
    r.own || !r.primary
      ? []
      : [
          {
            kind: 'compare',
            op: '=',
            column: { table: joinTable, name: r.foreign.dbName },
            value: { kind: 'column', column: { table: tableOf(target), name: r.primary.dbName } },
          },
        ],
  )
  const own = references.flatMap((r) => (r.own ? [r.foreign.dbName] : []))
  query.fromJoins = [...chain.fromJoins, `JOIN ${quoteName(joinTable)} ON ${writeWhere(scope, [...on, keyed(joinTable, own, many)])}`]
  return query
}
