// Options and arguments that several commands share, as commander knows them.

import { type Command, InvalidArgumentError, Option } from 'commander'

export interface GraphOptions {
  readonly cache?: string
  readonly store?: string
  readonly pg?: string
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly watch?: boolean
}

export const DEFAULT_PORT = 4400
export const DEFAULT_HOST = '127.0.0.1'

export function withGraphOptions(command: Command): Command {
  return command
    .option('--store <url>', 'keep the graph in Neo4j: bolt://… or neo4j://… (default: NEO4J_URI, else a file in the cache)')
    .addOption(
      new Option(
        '--pg <url>',
        'read catalog, sizes and statistics of the live PostgreSQL, read-only, in the place of assumptions: postgresql://user@host/database',
      ).env('THROUGHLINE_PG'),
    )
    .option('--cache <folder>', "where graphs and facts are kept (default: the user's cache folder)")
}

export function withListenOptions(command: Command): Command {
  return command
    .option('--host <host>', 'listen here; the host name is then also allowed in requests', DEFAULT_HOST)
    .option('--port <port>', 'port of the explorer and of /graphql', toPort, DEFAULT_PORT)
    .option('--watch', 'keep the graph and the page current while files are edited')
}

export function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'how to write the answer').choices(formats).default(formats[0])
}

export function toList(value: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  ]
}

function toPort(value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}
