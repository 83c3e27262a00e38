// Indexes a program and then its mutants, one after the other: mutants.ts <order as JSON>. Run as a process of its own, which whoever
// started it ends when it says nothing for too long. Each step is a line of JSON on standard output.

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { discover } from '#indexer/discover.ts'
import { indexRepository } from '#indexer/index-repository.ts'
import { createMemory } from '#indexer/memory.ts'
import { RepositoryError } from '#indexer/result.ts'
import { judge } from './judge.ts'
import { mutate } from './mutate.ts'
import { createRandom, type Random } from './random.ts'
import { see } from './seen.ts'

export interface Order {
  readonly program: string
  /** Of this run's own; whoever gave it removes it. */
  readonly folder: string
  readonly seed: number
  /** Numbers of the mutants, the last one not among them. */
  readonly from: number
  readonly to: number
}

export type Step =
  | { readonly step: 'program'; readonly files: number; readonly functions: number; readonly routes: number; readonly tables: number }
  | { readonly step: 'mutant'; readonly mutant: number; readonly what: string }
  | { readonly step: 'judged'; readonly mutant: number; readonly milliseconds: number; readonly problems: readonly string[] }

const say = (step: Step): void => console.log(JSON.stringify(step))

const { program, folder, seed, from, to } = JSON.parse(process.argv[2] ?? '') as Order
const root = join(folder, 'program')
cpSync(program, root, { recursive: true, filter: (path) => !/[\\/](?:node_modules|\.git)$/.test(path) })
const memory = createMemory()
const index = () => indexRepository(root, { cacheFolder: join(folder, 'cache'), memory })

const before = see(await index())
const files = await candidates()
say({
  step: 'program',
  files: files.flat().length,
  functions: before.functions.size,
  routes: before.routes.length,
  tables: before.tables.size,
})
for (let mutant = from; mutant < to; mutant++) {
  const random = createRandom(seed, mutant)
  const file = chooseFile(random)
  const path = join(root, file)
  const content = readFileSync(path)
  const { kind, bytes } = mutate(content, random)
  say({ step: 'mutant', mutant, what: `${kind} in ${file}` })
  writeFileSync(path, bytes)
  const start = process.cpuUsage()
  let problems: string[]
  try {
    problems = judge(before, see(await index()), { file, kind, bytes, textOf: (of) => readFileSync(join(root, of), 'utf8') })
  } catch (error) {
    problems = [error instanceof RepositoryError ? `refused: ${error.message}` : String(error instanceof Error ? error.stack : error)]
  }
  const { user, system } = process.cpuUsage(start)
  writeFileSync(path, content)
  say({ step: 'judged', mutant, milliseconds: Math.round((user + system) / 1000), problems })
}
await memory.close()

/** By kind: code of the server, of the pages, SQL, configuration. */
async function candidates(): Promise<readonly (readonly string[])[]> {
  const found = await discover(root)
  const paths = (list: typeof found.go) => list.filter((f) => f.role !== 'test' && f.role !== 'example').map((f) => f.path)
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
  const [first = [], ...others] = files
  const list = random.below(100) < 60 ? first : (others[random.below(others.length)] ?? first)
  return list[random.below(list.length)] ?? ''
}
