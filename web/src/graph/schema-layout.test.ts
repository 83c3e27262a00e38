import ELK from 'elkjs/lib/elk.bundled.js'
import { expect, test } from 'vitest'
import type { SchemaTable } from '../api/table.ts'
import { chosenTables, drawSchema, firstView, placeSchema } from './schema-layout.ts'

const table = (name: string, columns: string, ...foreign: readonly string[]): SchemaTable => ({
  id: `table ${name}`,
  name,
  primaryKey: ['id'],
  columns: columns.split(' ').map((column) => ({ id: `${name}.${column}`, name: column, type: 'character varying(20)', nullable: false })),
  foreignKeys: foreign.map((key) => {
    const [column = '', to = '', onDelete = ''] = key.split('>')
    return { name: `${name}_${column}_fkey`, table: name, columns: [column], referencedTable: to, referencedColumns: ['id'], onDelete }
  }),
})

const tables = [
  table('members', 'id email'),
  table('bikes', 'id name'),
  table('rentals', 'id member_id bike_id note', 'member_id>members>cascade', 'bike_id>bikes>set null'),
  table('words', 'id text'),
]

test('a box has a row for each column, with its keys; where only keys are wanted the others are counted', () => {
  const [rentals] = drawSchema(tables, false).boxes.filter((box) => box.table === 'rentals')
  expect(rentals?.rows.map(({ name, key, type }) => [name, key, type])).toEqual([
    ['id', 'PK', 'varchar(20)'],
    ['member_id', 'FK', 'varchar(20)'],
    ['bike_id', 'FK', 'varchar(20)'],
    ['note', '', 'varchar(20)'],
  ])
  const keys = drawSchema(tables, true).boxes.find((box) => box.table === 'rentals')
  expect([keys?.rows.map(({ name }) => name), keys?.left]).toEqual([['id', 'member_id', 'bike_id'], 1])
})

test('elk puts what is referred to on the left, and lines run from row to row', async () => {
  const drawing = drawSchema(tables, false)
  expect(drawing.lines.map(({ from, to, onDelete }) => `${from} ${to} ${onDelete}`)).toEqual([
    'rentals members cascade',
    'rentals bikes set null',
  ])
  const placed = placeSchema(await new ELK.default().layout(drawing.graph))
  const at = (name: string) => placed.positions.get(`table ${name}`) ?? { x: -1, y: -1 }
  const rentals = drawing.boxes.find((box) => box.table === 'rentals')
  expect(at('members').x).toBeLessThan(at('rentals').x)
  const route = placed.routes.get('rentals rentals_member_id_fkey')
  expect(route?.[0]).toEqual({ x: at('rentals').x, y: at('rentals').y + (rentals?.rows[1]?.y ?? 0) })
})

test('a filter shows tables by name, with those that a key joins to them', () => {
  const named = (text: string) => chosenTables(tables, text).map(({ name }) => name)
  expect(named('')).toHaveLength(4)
  expect(named('MEMB')).toEqual(['members', 'rentals'])
  expect(named('rent')).toEqual(['members', 'bikes', 'rentals'])
})

test('the first view holds the table that most keys meet, and much of what is near it', () => {
  const drawing = drawSchema(tables, false)
  const places: Readonly<Record<string, readonly [number, number]>> = {
    rentals: [2000, 900],
    members: [1400, 1300],
    bikes: [1400, 1100],
    words: [5000, 900],
  }
  const positions = new Map(drawing.boxes.map(({ id, table: name }) => [id, { x: places[name]?.[0] ?? 0, y: places[name]?.[1] ?? 0 }]))
  const { x, y } = firstView(drawing, { positions, routes: new Map(), width: 6000, height: 3000 }, { width: 1000, height: 700 })
  const whole = drawing.boxes.filter(({ table: name, width, height }) => {
    const [left = 0, top = 0] = places[name] ?? []
    return left >= x && left + width <= x + 1000 && top >= y && top + height <= y + 700
  })
  expect(whole.map((box) => box.table)).toEqual(['members', 'bikes', 'rentals'])
})
