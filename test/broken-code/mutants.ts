// Indexes a program and then its mutants, one after the other: mutants.ts <order as JSON>. Run as a process of its own, which whoever
// started it ends when it says nothing for too long. Each step is a line of JSON on standard output.

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { discover, type SourceFile } from '#indexer/discover.ts'
import { indexRepository } from '#indexer/index-repository.ts'
import { createMemory } from '#indexer/memory.ts'
import { type Change, judge } from './judge.ts'
import { mutate } from './mutate.ts'
import { createRandom, type Random } from './random.ts'
import { declaredIn } from './second-reader.ts'
import { see } from './seen.ts'

export interface Order {
  readonly program: string
  /** Of this run's own; whoever gave it removes it. */
  readonly folder: string
  readonly seed: number
  /** Number of the first mutant. */
  readonly from: number
  /** Files to break, in as many mutants as it takes. */
  readonly files: number
}

export type Step =
  | { readonly step: 'program'; readonly functions: number; readonly routes: number; readonly tables: number }
  | { readonly step: 'mutant'; readonly mutant: number; readonly what: readonly string[] }
  | {
      readonly step: 'judged'
      readonly mutant: number
      readonly files: number
      readonly milliseconds: number
      readonly problems: readonly string[]
    }

/** One file at a time most often; a bad merge breaks many. */
const TOGETHER = [1, 1, 1, 5, 20] as const

const say = (step: Step): void => console.log(JSON.stringify(step))

const { program, folder, seed, from, files } = JSON.parse(process.argv[2] ?? '') as Order
const root = join(folder, 'program')
cpSync(program, root, { recursive: true, filter: (path) => !/[\\/](?:node_modules|\.git)$/.test(path) })
const memory = createMemory()
const index = () => indexRepository(root, { cacheFolder: join(folder, 'cache'), memory, proof: 'skip' })

const before = see(await index())
const lists = await candidates()
say({ step: 'program', functions: before.functions.size, routes: before.routes.length, tables: before.tables.size })
for (let mutant = from, done = 0; done < files; mutant++) {
  const random = createRandom(seed, mutant)
  const wanted = new Set(Array.from({ length: Math.min(random.pick(TOGETHER), files - done) }, () => chooseFile(random)))
  const former = new Map([...wanted].map((file) => [file, readFileSync(join(root, file))]))
  const changes = [...former].map(([file, content]) => ({ file, ...mutate(content, random) }))
  say({ step: 'mutant', mutant, what: changes.map(({ kind, file }) => `${kind} in ${file}`) })
  for (const { file, bytes } of changes) writeFileSync(join(root, file), bytes)
  const start = process.cpuUsage()
  const problems = await judged(changes, former)
  const { user, system } = process.cpuUsage(start)
  for (const [file, content] of former) writeFileSync(join(root, file), content)
  done += changes.length
  say({ step: 'judged', mutant, files: changes.length, milliseconds: Math.round((user + system) / 1000), problems })
}
await memory.close()

async function judged(changes: readonly Change[], former: ReadonlyMap<string, Buffer>): Promise<readonly string[]> {
  try {
    const after = see(await index())
    const textOf = (file: string) => (former.get(file) ?? readFileSync(join(root, file))).toString('utf8')
    return judge(before, after, changes, textOf)
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  }
}

/** By kind: code of the server, of the pages, SQL, configuration. */
async function candidates(): Promise<readonly (readonly string[])[]> {
  const found = await discover(root)
  // What a build leaves out, tests and tools have no functions in the graph that could be lost.
  const isRead = ({ path, text }: SourceFile) =>
    !/^\/\/go:build /m.test(text) && declaredIn(path, Buffer.from(text)).every((name) => before.functions.has(`${path} ${name}`))
  const paths = (list: readonly SourceFile[]) =>
    list.filter((f) => f.role !== 'test' && f.role !== 'example' && isRead(f)).map((f) => f.path)
  const configuration = [
    ...found.modules.map((module) => (module.folder ? `${module.folder}/go.mod` : 'go.mod')),
    ...found.packageFiles,
    ...found.tsconfigFiles,
    ...found.viteConfigFiles,
    ...found.others.filter((path) => /(^|\/)\.env[^/]*$/.test(path)),
  ]
  return [paths(found.go), paths(found.typescript), paths(found.sql), configuration].filter((list) => list.length > 0)
}

/** A migration is a second of work, and there are few files of configuration: code comes first. */
function chooseFile(random: Random): string {
  const [first = [], ...others] = lists
  const list = random.below(100) < 60 ? first : (others[random.below(others.length)] ?? first)
  return list[random.below(list.length)] ?? ''
}
