// pgx and its pool: texts with `$n` or `@name`, batches that are one round trip, COPY into a table.

import { runCallback } from '../../evaluate/calls.ts'
import type { Site } from '../../evaluate/events.ts'
import { widest } from '../../evaluate/frame.ts'
import type { LibraryCall } from '../../library/model.ts'
import { basic, ERROR, UNKNOWN_TYPE } from '../../types.ts'
import { options, typed, type Value } from '../../values.ts'
import { words } from '../../walk.ts'
import { otherMethods } from '../text/interfaces.ts'
import { methods } from '../text/methods.ts'
import { external, opened, pointer, runInTransaction, type TextLibrary, textModel } from '../text/model.ts'
import { send } from '../text/send.ts'

const PACKAGE = 'github.com/jackc/pgx/v5'
const POOL = `${PACKAGE}/pgxpool`
const TX = external(PACKAGE, 'Tx')
const BATCH_RESULTS = external(PACKAGE, 'BatchResults')

export const PGX_METHODS = methods('Query 1 rows 3', 'QueryRow 1 row 3 one', 'Exec 1 tag 3', 'QueryFunc 1 tag 5')

const OTHERS = otherMethods(
  'Begin 1 2',
  'BeginTx 2 2',
  'BeginFunc 2 1',
  'BeginTxFunc 3 1',
  'Commit 1 1',
  'Rollback 1 1',
  'SendBatch 2 1',
  'CopyFrom 4 2',
  'LargeObjects 0 1',
  'Prepare 3 2',
  'Conn 0 1',
  'Close 0 0',
  'Ping 1 1',
  'Acquire 1 2',
  'AcquireFunc 2 1',
  'Stat 0 1',
  'Config 0 1',
  'Reset 0 0',
  'Release 0 0',
)

const pgx: TextLibrary = {
  id: 'pgx',
  packages: [
    'github.com/jackc/pgx',
    'github.com/jackc/pgx/pgxpool',
    'github.com/jackc/pgx/pgconn',
    'github.com/jackc/pgconn',
    'github.com/jackc/pgx/stdlib',
  ],
  handles: new Set(['Conn', 'Pool', 'Tx']),
  transactions: ['Tx'],
  methods: PGX_METHODS,
  functions: new Map(),
  prepared: { types: new Set(), methods: new Map() },
  cursors: ['Rows'],
  types: {
    rows: external(PACKAGE, 'Rows'),
    row: external(PACKAGE, 'Row'),
    result: external(`${PACKAGE}/pgconn`, 'CommandTag'),
    tag: external(`${PACKAGE}/pgconn`, 'CommandTag'),
    prepared: UNKNOWN_TYPE,
    batched: pointer(external(PACKAGE, 'QueuedQuery')),
  },
  other,
  shape: {
    handle: external(PACKAGE, 'Conn'),
    asks: PGX_METHODS,
    others: OTHERS,
    family: /^github\.com\/jackc\/(pgx(\/v\d+)?(\/pgconn)?|pgconn)$/,
  },
  errors: (name, on) =>
    on === undefined
      ? /^(Connect|ConnectConfig|New|NewWithConfig|BeginFunc|BeginTxFunc|CollectRows|CollectOneRow|CollectExactlyOneRow|ForEachRow)$/.test(
          name,
        )
      : on === 'BatchResults'
        ? /^(Exec|Close)$/.test(name)
        : /^(Exec|Query|QueryFunc|Prepare|Ping|Begin|BeginTx|BeginFunc|BeginTxFunc|Commit|Rollback|Scan|Err|CopyFrom|Acquire|AcquireFunc|Values|ExecParams)$/.test(
            name,
          ),
}

export const pgxModel = textModel(pgx)

function other(call: LibraryCall): Value | undefined {
  const { name, on, receiver } = call
  if (!receiver) return packageFunction(call)
  if (on === 'Batch' && name === 'Queue') return queue(call)
  if (on === 'PgConn') return lowLevel(call)
  if (on === undefined || !pgx.handles.has(on)) return undefined
  const last = call.args[call.args.length - 1]
  switch (name) {
    case 'Begin':
    case 'BeginTx':
      return opened(TX)
    case 'BeginFunc':
    case 'BeginTxFunc':
      return runInTransaction(call, last, [], TX)
    case 'Acquire':
      return opened(pointer(external(POOL, 'Conn')))
    case 'AcquireFunc':
      if (last) runCallback(call.run, call.frame, last, [typed(pointer(external(POOL, 'Conn')))], call.site)
      return typed(ERROR)
    case 'Conn':
      return on === 'Tx' ? typed(pointer(external(PACKAGE, 'Conn'))) : on === 'Conn' ? receiver : undefined
    case 'SendBatch':
      return typed(BATCH_RESULTS)
    case 'CopyFrom': {
      const [, table, columns] = call.args
      if (table)
        send(call, pgx.id, [
          { name: 'copy', args: columns ? [table, columns] : [table], words: [words(call.expression.args[1])], at: call.expression.at },
        ])
      return { kind: 'tuple', elements: [typed(basic('int64')), typed(ERROR)] }
    }
    default:
      return undefined
  }
}

function packageFunction(call: LibraryCall): Value | undefined {
  const { name, args } = call
  const last = args[args.length - 1]
  if (call.package.endsWith('/stdlib')) {
    const db = pointer(external('database/sql', 'DB'))
    return /^OpenDB/.test(name) ? typed(db) : undefined
  }
  if (/^(New|NewWithConfig|Connect|ConnectConfig)$/.test(name))
    return opened(call.package.endsWith('/pgxpool') ? pointer(external(POOL, 'Pool')) : pointer(external(PACKAGE, 'Conn')))
  return /^Begin(Tx)?Func$/.test(name) ? runInTransaction(call, last, [], TX) : undefined
}

/** What is queued goes with the rest of its batch: a loop counts only where each turn has a batch of its own. */
function queue(call: LibraryCall): Value {
  const [text] = call.args
  for (const option of text ? options(text) : [])
    send(call, pgx.id, [{ name: 'text', args: [option], words: [words(call.expression.args[0])], at: call.expression.at }], batchSite(call))
  return typed(pgx.types.batched)
}

function batchSite({ receiver, frame, site }: LibraryCall): Site {
  const made = receiver && options(receiver).find((r) => r.kind === 'instance')
  const loops = made?.kind === 'instance' ? frame.loops.filter((l) => l.at < made.at) : []
  return { ...site, loopDepth: loops.length, loopBound: widest(loops), perElement: loops.length > 0 && site.perElement }
}

function lowLevel(call: LibraryCall): Value | undefined {
  if (call.name !== 'Exec' && call.name !== 'ExecParams') return undefined
  const [, text] = call.args
  for (const option of text ? options(text) : [])
    send(call, pgx.id, [{ name: 'text', args: [option], words: [words(call.expression.args[1])], at: call.expression.at }])
  return undefined
}
