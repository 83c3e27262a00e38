// One thread, nothing but this: reads every Go file under a folder and has tree-sitter parse it. Prints files and characters.
// No indexer gets below it. In a process of its own: what starts tree-sitter first decides how its trees are read.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Language, Parser } from 'web-tree-sitter'

const SKIPPED = ['.git', 'node_modules', 'vendor', 'testdata']
const folder = process.argv[2] ?? '.'

const texts = goFiles(folder).map((file) => readFileSync(file, 'utf8'))
await Parser.init()
const language = await Language.load(fileURLToPath(new URL('../indexer/go/tree-sitter-go.wasm', import.meta.url)))
const parser = new Parser().setLanguage(language)
for (const text of texts) parser.parse(text)?.delete()
const characters = texts.reduce((sum, text) => sum + text.length, 0)
process.stdout.write(`${JSON.stringify({ files: texts.length, characters })}\n`)

/** What indexers read: neither tests nor what others wrote. */
function goFiles(at) {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : goFiles(join(at, entry.name))
    return entry.isFile() && entry.name.endsWith('.go') && !entry.name.endsWith('_test.go') ? [join(at, entry.name)] : []
  })
}
