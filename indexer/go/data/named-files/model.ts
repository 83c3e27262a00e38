// Libraries that keep texts in `.sql` files under names: goyesql and dotsql. All such files of the repository are read
// (read.ts); a name stands for its text.

import type { LibraryCall, LibraryModel } from '../../library/model.ts'
import { ERROR, STRING, type Type } from '../../types.ts'
import { constantText, options, typed, type Value } from '../../values.ts'
import { words } from '../../walk.ts'
import { databaseSql } from '../database-sql/model.ts'
import type { Gives } from '../text/methods.ts'
import { external, opened, pointer, result } from '../text/model.ts'
import { send } from '../text/send.ts'

const GOYESQL = 'github.com/knadh/goyesql'
const DOTSQL = 'github.com/qustavo/dotsql'

const named = (name: string, type: Type): Value => ({ kind: 'model', model: 'namedQuery', type, state: name })

export const goyesqlModel: LibraryModel = {
  id: 'namedQuery',
  packages: [GOYESQL, 'github.com/nleof/goyesql'],
  call({ name, receiver, path }) {
    if (receiver || !/^(Must)?Parse(File|Bytes|Reader)?$/.test(name)) return undefined
    const queries = external(path, 'Queries')
    return name.startsWith('Must') ? typed(queries) : opened(queries)
  },
  index(_, key, type) {
    const name = constantText(key)
    return name === undefined || type.kind !== 'external' ? undefined : named(name, pointer(external(type.package, 'Query')))
  },
  select: (value, name) => (name === 'Query' && value.kind === 'model' ? { ...value, type: STRING } : undefined),
}

const GIVES: Readonly<Record<string, Gives>> = {
  Exec: 'result',
  ExecContext: 'result',
  Query: 'rows',
  QueryContext: 'rows',
  QueryRow: 'row',
  QueryRowContext: 'row',
}

export const dotsqlModel: LibraryModel = {
  id: 'dotsql',
  packages: [DOTSQL, 'github.com/gchaincl/dotsql'],
  call: dotsql,
  errors: (name, on) => (on === 'DotSql' && /^(Exec|Query)(Context)?$/.test(name) ? 'database' : undefined),
}

function dotsql(call: LibraryCall): Value | undefined {
  const { name, receiver, path, args, on } = call
  if (!receiver) return /^(Load|LoadFromFile|LoadFromString|Merge)$/.test(name) ? opened(pointer(external(path, 'DotSql'))) : undefined
  if (on !== 'DotSql') return undefined
  if (name === 'Raw') return { kind: 'tuple', elements: [textOf(args[0]), typed(ERROR)] }
  const gives = GIVES[name]
  if (!gives) return undefined
  // `dot.Exec(db, "name", …)`, after a context where there is one.
  const at = name.endsWith('Context') ? 2 : 1
  for (const option of args[at] ? options(args[at]) : [])
    send(call, databaseSql.id, [
      { name: gives === 'row' ? 'one' : 'text', args: [textOf(option)], words: [words(call.expression.args[at])], at: call.expression.at },
    ])
  return result(databaseSql, gives)
}

function textOf(name: Value | undefined): Value {
  const known = constantText(name)
  return known === undefined ? typed(STRING) : named(known, STRING)
}
