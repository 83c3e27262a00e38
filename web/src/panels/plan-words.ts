// What the nodes of a plan do, for who does not read plans every day.

const WORDS: Readonly<Record<string, string>> = {
  'Seq Scan': 'reads the whole table',
  'Index Scan': 'finds rows through an index',
  'Index Only Scan': 'answers from the index alone',
  'Bitmap Index Scan': 'notes places found in an index',
  'Bitmap Heap Scan': 'reads the places that were noted',
  BitmapOr: 'joins the places that were noted',
  BitmapAnd: 'keeps places that were noted by all',
  'Tid Scan': 'reads rows by their place',
  'Subquery Scan': 'reads what a subquery answers',
  'Function Scan': 'reads what a function answers',
  'Values Scan': 'reads listed values',
  'CTE Scan': 'reads a part that was named by WITH',
  'WorkTable Scan': 'reads the last round of a recursion',
  'Recursive Union': 'repeats until nothing new is found',
  Sort: 'sorts everything below',
  'Incremental Sort': 'sorts what comes sorted in part',
  'Nested Loop': 'runs the second part once for each row of the first',
  'Hash Join': 'joins through a table of hashes',
  'Merge Join': 'joins two sorted parts',
  Hash: 'fills the table of hashes',
  Aggregate: 'counts or sums',
  GroupAggregate: 'counts or sums group by group',
  HashAggregate: 'counts or sums by hash',
  Group: 'makes groups',
  WindowAgg: 'looks at rows around each row',
  Unique: 'drops repeated rows',
  SetOp: 'compares two sets of rows',
  Limit: 'stops when enough rows are there',
  Append: 'one part after the other',
  'Merge Append': 'mixes sorted parts',
  Materialize: 'keeps rows to read them again',
  Memoize: 'keeps answers to values that come again',
  Gather: 'collects from parallel workers',
  'Gather Merge': 'collects sorted rows from parallel workers',
  LockRows: 'locks the rows',
  ModifyTable: 'writes',
  Result: 'computes without a table',
  ProjectSet: 'makes rows from functions',
}

export const planWords = (type: string): string => WORDS[type] ?? ''

/** `308 times cheaper` */
export function gainWords(before: number, after: number): string {
  const times = before / Math.max(after, 0.01)
  return `${times.toLocaleString('en', { maximumFractionDigits: times < 10 ? 1 : 0 })} times cheaper`
}
