// What reads of data libraries answer that find nothing, where that is no error: an empty list, false, or zero. Who only looks at
// the error lets everybody pass. Reads of one row that are not listed fail.

import { absent, beside, noRows } from '../anonymous.ts'
import type { Run } from '../evaluate/frame.ts'
import { isQuery } from '../library/query-cell.ts'
import { ERROR, pointerless, UNKNOWN_TYPE } from '../types.ts'
import { options, typeOf, type Value } from '../values.ts'

/** error: it gives that alone; pair: something empty beside it; result: an object that is asked for either. */
type Shape = 'error' | 'pair' | 'result'

/** list: the destination is a slice; function: it is a function of the package, not a method of a row. */
type Only = 'list' | 'function'

/** By model and method. */
const ANSWERS: Readonly<Record<string, readonly (readonly [names: RegExp, shape: Shape, only?: Only])[]>> = {
  statement: [[/^(Find|Scan|Pluck|Count|FindInBatches)$/, 'result']],
  sqlx: [
    [/^(Select|SelectContext)$/, 'error'],
    [/^StructScan$/, 'error', 'function'],
  ],
  pgx: [[/^(CollectRows|AppendRows)$/, 'pair']],
  bun: [
    [/^Scan$/, 'error', 'list'],
    [/^(Count|Exists|ScanAndCount)$/, 'pair'],
  ],
  'go-pg': [
    [/^Select$/, 'error', 'list'],
    [/^(Count|CountEstimate|Exists|SelectAndCount|SelectAndCountEstimate)$/, 'pair'],
    [/^ForEach$/, 'error'],
  ],
  xorm: [
    [/^(Find|Iterate)$/, 'error'],
    [/^(Get|Exist|Count|FindAndCount|Sum|SumInt|Sums|SumsInt|Query\w*)$/, 'pair'],
  ],
  goqu: [
    [/^(ScanStructs|ScanVals|Pluck)(Context)?$/, 'error'],
    [/^(ScanStruct|ScanVal|Count)(Context)?$/, 'pair'],
  ],
  ent: [[/^(All|IDs|Count|Exist|Strings|Ints|Float64s|Bools)$/, 'pair']],
  redis: [
    [
      /^(MGet|HGetAll|HMGet|HKeys|HVals|HExists|HLen|Exists|TTL|PTTL|Type|Keys|LRange|LLen|SMembers|SMembersMap|SIsMember|SMIsMember|SCard|SInter|SUnion|SDiff|ZRange\w*|ZRevRange\w*|ZCard|ZCount|StrLen|BitCount|GetBit|GetRange)$/,
      'result',
    ],
  ],
}

/** Asked of a row that is not there, it fails, whatever its error is called. */
export const scansRow = (name: string): boolean => /^(Struct|Map|Slice)?Scan$/.test(name)

/** What a model's read gives, called `on` something with nothing to be found; undefined where that is its error. */
export function foundNothing(run: Run, model: string, name: string, on: Value | undefined, args: readonly Value[]): Value | undefined {
  const row = ANSWERS[model]?.find(([names]) => names.test(name))
  if (!row) return undefined
  const [, shape, only] = row
  if (only === 'list' && !fillsList(run, on, args)) return undefined
  if (only === 'function' && on) return undefined
  if (shape === 'error') return { kind: 'nil', type: ERROR }
  return shape === 'pair' ? beside(absent(UNKNOWN_TYPE)) : noRows(on ? typeOf(on) : UNKNOWN_TYPE)
}

/** Its destinations, given here or as its models before, are slices. */
function fillsList(run: Run, on: Value | undefined, args: readonly Value[]): boolean {
  const models = on && isQuery(on) ? on.state.models : []
  return [...args, ...models].flatMap(options).some((v) => run.types.underlying(pointerless(typeOf(v))).kind === 'slice')
}
