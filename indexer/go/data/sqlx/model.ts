// sqlx: database/sql with destinations, named parameters and lists. Its texts are what is sent, its `:name` become `$n`.

import type { LibraryCall } from '../../library/model.ts'
import { typed, type Value } from '../../values.ts'
import { databaseSql, SQL_METHODS, SQL_OTHERS, SQL_PREPARED } from '../database-sql/model.ts'
import { otherMethods } from '../text/interfaces.ts'
import { methods, withContexts } from '../text/methods.ts'
import { external, opened, pointer, preparedInside, result, sendPrepared, type TextLibrary, textModel } from '../text/model.ts'

const PACKAGE = 'github.com/jmoiron/sqlx'
const type = (name: string) => pointer(external(PACKAGE, name))

export const SQLX_METHODS = new Map([
  ...SQL_METHODS,
  ...methods(
    ...withContexts(
      'Queryx 0 rows 2',
      'QueryRowx 0 row 2 one',
      'Get 1 error 3 one',
      'Select 1 error 3',
      'NamedExec 0 result 2',
      'NamedQuery 0 rows 2',
      'MustExec 0 batched 2',
      'Preparex 0 prepared 1',
      'PrepareNamed 0 prepared 1',
    ),
    'BindNamed 0 text 2',
  ),
])

const OTHERS = otherMethods(
  ...SQL_OTHERS,
  'Beginx 0 2',
  'BeginTxx 2 2',
  'MustBegin 0 1',
  'MustBeginTx 2 1',
  'Rebind 1 1',
  'DriverName 0 1',
  'Unsafe 0 1',
  'MapperFunc 1 0',
  'Connx 1 2',
  'Stmtx 1 1',
  'StmtxContext 2 1',
  'NamedStmt 1 1',
  'NamedStmtContext 2 1',
)

const FUNCTIONS = methods(
  'Get 2 error 4 one',
  'GetContext 3 error 5 one',
  'Select 2 error 4',
  'SelectContext 3 error 5',
  'NamedExec 1 result 3',
  'NamedExecContext 2 result 4',
  'NamedQuery 1 rows 3',
  'NamedQueryContext 2 rows 4',
  'MustExec 1 batched 3',
  'MustExecContext 2 batched 4',
  'Preparex 1 prepared 2',
  'PreparexContext 2 prepared 3',
  'In 0 text 2',
  'Named 0 text 2',
  'BindNamed 1 text 3',
)

const PREPARED = new Map([
  ...SQL_PREPARED,
  ...(
    [
      ['Queryx', 'rows'],
      ['QueryRowx', 'row'],
      ['Select', 'error'],
      ['MustExec', 'batched'],
    ] as const
  ).flatMap(([name, gives]) => [[name, gives] as const, [`${name}Context`, gives] as const]),
])

const sqlx: TextLibrary = {
  ...databaseSql,
  id: 'sqlx',
  // The forks keep its API.
  packages: [PACKAGE, 'github.com/rpadovani/sqlx-v2'],
  handles: new Set(
    'DB Tx Conn Ext ExtContext Queryer QueryerContext Execer ExecerContext Preparer PreparerContext NamedQueryer'.split(' '),
  ),
  methods: SQLX_METHODS,
  functions: FUNCTIONS,
  prepared: { types: new Set(['Stmt', 'NamedStmt']), methods: PREPARED },
  types: {
    ...databaseSql.types,
    rows: type('Rows'),
    row: type('Row'),
    prepared: type('Stmt'),
    batched: external('database/sql', 'Result'),
  },
  other,
  fields: {
    'DB.DB': pointer(external('database/sql', 'DB')),
    'Tx.Tx': pointer(external('database/sql', 'Tx')),
    // The same statement by another type.
    'Stmt.Stmt': 'same',
    'NamedStmt.Stmt': 'same',
    'Conn.Conn': pointer(external('database/sql', 'Conn')),
  },
  shape: {
    handle: external(PACKAGE, 'DB'),
    plain: external('database/sql', 'DB'),
    asks: SQLX_METHODS,
    others: OTHERS,
    family: /^(database\/sql|github\.com\/(jmoiron\/sqlx|rpadovani\/sqlx-v2))$/,
  },
  errors: (name, on) =>
    on === undefined
      ? /^(Open|Connect|ConnectContext|Get|Select|In|Named|NamedExec|NamedQuery|StructScan)(Context)?$/.test(name)
      : databaseSql.errors(name, on) ||
        /^(Get|Select|NamedExec|NamedQuery|Queryx|Preparex|PrepareNamed)(Context)?$|^(Beginx|BeginTxx|StructScan|SliceScan|MapScan)$/.test(
          name,
        ),
}

export const sqlxModel = textModel(sqlx)

function other(call: LibraryCall, library: TextLibrary): Value | undefined {
  const { name, receiver, args, on } = call
  if (!receiver) {
    if (/^(Open|Connect|ConnectContext)$/.test(name)) return opened(type('DB'))
    if (/^(MustOpen|MustConnect|NewDb)$/.test(name)) return typed(type('DB'))
    return name === 'Rebind' ? args[1] : undefined
  }
  switch (name) {
    case 'Rebind':
      return args[0]
    case 'Unsafe':
      return receiver
    case 'Beginx':
    case 'BeginTxx':
      return opened(type('Tx'))
    case 'MustBegin':
    case 'MustBeginTx':
      return typed(type('Tx'))
    case 'Connx':
      return opened(type('Conn'))
    case 'Stmtx':
    case 'NamedStmt':
      return on === 'Tx' ? preparedInside(args[0], library) : undefined
    case 'StmtxContext':
    case 'NamedStmtContext':
      return on === 'Tx' ? preparedInside(args[1], library) : undefined
    case 'Get':
    case 'GetContext':
      return on !== undefined && library.prepared.types.has(on) ? readOne(call, library, receiver) : undefined
    default:
      return databaseSql.other(call, library)
  }
}

/** `stmt.Get(&dest)` reads one row into the destination. */
function readOne(call: LibraryCall, library: TextLibrary, statement: Value): Value {
  sendPrepared(call, library, 'row', statement)
  return result(library, 'error')
}
