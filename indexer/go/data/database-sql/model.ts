// database/sql: texts to handles, transactions and prepared statements. Nothing of it says which database answers.

import type { LibraryCall } from '../../library/model.ts'
import { typed, type Value } from '../../values.ts'
import { methods, withContexts } from '../text/methods.ts'
import { external, opened, pointer, preparedInside, type TextLibrary, textModel } from '../text/model.ts'

const PACKAGE = 'database/sql'
const type = (name: string) => pointer(external(PACKAGE, name))

export const SQL_METHODS = methods(...withContexts('Query 0 rows 2', 'QueryRow 0 row 2 one', 'Exec 0 result 2', 'Prepare 0 prepared 1'))

/** What its handles do beside asking. */
export const SQL_OTHERS: readonly string[] = [
  'Begin 0 2',
  'BeginTx 2 2',
  'Close 0 1',
  'Conn 1 2',
  'Ping 0 1',
  'PingContext 1 1',
  'Stats 0 1',
  'Driver 0 1',
  'SetMaxOpenConns 1 0',
  'SetMaxIdleConns 1 0',
  'SetConnMaxLifetime 1 0',
  'SetConnMaxIdleTime 1 0',
  'Commit 0 1',
  'Rollback 0 1',
  'Stmt 1 1',
  'StmtContext 2 1',
]

export const SQL_PREPARED = new Map(
  (['Query rows', 'QueryContext rows', 'QueryRow row', 'QueryRowContext row', 'Exec result', 'ExecContext result'] as const).map((line) => {
    const [name, gives] = line.split(' ') as [string, 'rows' | 'row' | 'result']
    return [name, gives] as const
  }),
)

export const databaseSql: TextLibrary = {
  id: PACKAGE,
  packages: [PACKAGE],
  handles: new Set(['DB', 'Tx', 'Conn']),
  transactions: ['Tx'],
  methods: SQL_METHODS,
  functions: new Map(),
  prepared: { types: new Set(['Stmt']), methods: SQL_PREPARED },
  cursors: ['Rows'],
  types: {
    rows: type('Rows'),
    row: type('Row'),
    result: external(PACKAGE, 'Result'),
    tag: external(PACKAGE, 'Result'),
    prepared: type('Stmt'),
    batched: type('Rows'),
  },
  other,
  errors: (name, on) =>
    on === undefined
      ? name === 'Open'
      : /^(Exec|Query|Prepare|Ping)(Context)?$|^(Begin|BeginTx|Commit|Scan|Err|Conn|RowsAffected|LastInsertId)$/.test(name),
}

export const databaseSqlModel = textModel(databaseSql)

function other({ name, on, receiver, args }: LibraryCall, library: TextLibrary): Value | undefined {
  if (!receiver) {
    if (name === 'Open' || name === 'OpenDB') return name === 'Open' ? opened(type('DB')) : typed(type('DB'))
    return name === 'Named' ? { kind: 'model', model: 'sqlNamed', type: external(PACKAGE, 'NamedArg'), state: { args } } : undefined
  }
  switch (name) {
    case 'Begin':
    case 'BeginTx':
      return opened(type('Tx'))
    case 'Conn':
      return opened(type('Conn'))
    case 'Stmt':
    case 'StmtContext':
      return on === 'Tx' ? preparedInside(args[name === 'Stmt' ? 0 : 1], library) : undefined
    default:
      return undefined
  }
}
