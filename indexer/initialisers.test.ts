// What happens in the functions of a package's variables is in the graph, with the function that does it.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { indexRepository } from './index-repository.ts'

const PROGRAM = `package app
import "database/sql"
var steps = [...]func(tx *sql.Tx) error{
	func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE users SET name = ''")
		return err
	},
}
`

let root: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'initialisers-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

it('a statement in a function that only a package variable holds has the function at its end', async () => {
  const repository = path.join(root, 'repository')
  await mkdir(repository)
  await writeFile(path.join(repository, 'go.mod'), 'module example.org/app\n\ngo 1.22\n')
  await writeFile(path.join(repository, 'steps.go'), PROGRAM)
  const { graph } = await indexRepository(repository, { cacheFolder: path.join(root, 'cache'), proof: 'skip' })
  const executes = graph.edges.filter((e) => e.type === 'EXECUTES')
  expect(executes.map((e) => e.from)).toEqual(['go ./steps.go#init().func1.'])
  expect(graph.nodes.filter((n) => n.id === executes[0]?.from).map((n) => n.labels)).toEqual([['Function', 'Closure']])
})
