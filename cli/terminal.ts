// What the terminal can show: its width, and colours where a person looks and has not refused them (no-color.org).

export type Paint = (text: string) => string

export interface Palette {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly yellow: Paint
  readonly green: Paint
  readonly cyan: Paint
}

export interface Terminal {
  readonly width: number
  readonly paint: Palette
}

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>
type Environment = Readonly<Record<string, string | undefined>>

export function terminalOf(stream: Stream, environment: Environment): Terminal {
  const colours = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb'
  return { width: Math.min(Math.max(stream.columns ?? 100, 60), 140), paint: palette(colours) }
}

export function palette(colours: boolean): Palette {
  const code =
    (open: number, close: number): Paint =>
    (text) =>
      colours && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return { bold: code(1, 22), dim: code(2, 22), red: code(31, 39), yellow: code(33, 39), green: code(32, 39), cyan: code(36, 39) }
}
