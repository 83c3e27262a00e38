// What every library that sends texts has in common: a method of a handle takes its text at a place and gives rows, one row,
// a result, or a statement to send later. A library is such rows; model.ts makes a model of them.

/** What a call gives. `text` gives its text back, with its arguments. */
export type Gives = 'rows' | 'row' | 'result' | 'tag' | 'error' | 'prepared' | 'text' | 'batched'

export interface TextMethod {
  /** Which argument is the text. */
  readonly text: number
  readonly gives: Gives
  /** Arguments as Go declares them, the variadic one counted. */
  readonly params: number
  /** The argument before the text is where the rows go. */
  readonly into?: number
  /** No more than one row is read. */
  readonly one?: true
  /** What the text is spoken to: reading into a destination gives an error alone. */
  readonly results: number
}

const RESULTS: Readonly<Record<Gives, number>> = { rows: 2, row: 1, result: 2, tag: 2, error: 1, prepared: 2, text: 3, batched: 1 }

/** `Query 0 rows 2`: name, place of the text, what it gives, number of parameters. */
export function methods(...lines: readonly string[]): ReadonlyMap<string, TextMethod> {
  return new Map(
    lines.map((line) => {
      const [name = '', text = '0', gives = 'error', params = '0', one] = line.split(' ')
      const given = gives as Gives
      return [
        name,
        {
          text: Number(text),
          gives: given,
          params: Number(params),
          results: RESULTS[given],
          ...(/^(?:Get|Select)(?:Context)?$/.test(name) && { into: Number(text) - 1 }),
          ...(one && { one: true as const }),
        },
      ] as const
    }),
  )
}

/** The same method with a context before its other parameters, under the name with `Context`. */
export function withContexts(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const [name, text, gives, params, ...rest] = line.split(' ')
    return [line, [`${name}Context`, Number(text) + 1, gives, Number(params) + 1, ...rest].join(' ')]
  })
}
