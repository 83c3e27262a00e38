import { expect, test } from 'vitest'
import type { GraphSchema } from '../api/audit.ts'
import { completeCypher } from './completion.ts'
import { errorPlace } from './cypher-error.ts'

const schema: GraphSchema = {
  labels: [
    { name: 'Route', description: '', roles: [], properties: [{ name: 'path', type: 'string' }] },
    { name: 'Function', description: '', roles: ['Handler'], properties: [{ name: 'receiver', type: 'string' }] },
  ],
  relationships: [
    { name: 'CALLS', description: '', from: ['Function'], to: ['Function'], properties: [{ name: 'loopDepth', type: 'integer' }] },
  ],
}

const at = (text: string) => completeCypher(text.replace('|', ''), text.indexOf('|'), schema)
const labels = (text: string) => at(text)?.options.map((option) => option.label)

test('labels and their roles after a colon in a node', () => {
  expect(labels('MATCH (r:|')).toEqual(['Route', 'Function', 'Handler'])
  expect(at('MATCH (r:Ro|')?.from).toBe('MATCH (r:'.length)
})

test('relationships after a colon or a bar in brackets', () => {
  expect(labels('MATCH ()-[:|')).toEqual(['CALLS'])
  expect(labels('MATCH ()-[c:CALLS|')?.includes('CALLS')).toBe(true)
})

test('properties of what the variable is; of a role, its label’s', () => {
  expect(labels('MATCH (r:Route) WHERE r.|')).toEqual(['id', 'path'])
  expect(labels('MATCH (h:Handler) RETURN h.|')).toEqual(['id', 'receiver'])
  expect(labels('MATCH ()-[c:CALLS]->() RETURN c.|')).toEqual(['loopDepth'])
  expect(labels('MATCH (x) RETURN x.|')).toEqual(['id', 'loopDepth', 'path', 'receiver'])
})

test('variables and keywords elsewhere, and nothing where no word begins', () => {
  expect(labels('MATCH (route:Route) RE|')?.slice(0, 1)).toEqual(['route'])
  expect(labels('MATCH (route:Route) RE|')).toContain('RETURN')
  expect(at('MATCH (r:Route) |')).toBeUndefined()
})

test('an error is placed where the engine says', () => {
  expect(errorPlace('line 2, column 3: Expected', 'MATCH\n  xyz')).toEqual({ from: 8, to: 11 })
  expect(errorPlace("Variable `foo` not defined near 'foo'", 'RETURN foo')).toEqual({ from: 7, to: 10 })
  expect(errorPlace('it took too long', 'RETURN 1')).toBeUndefined()
})
