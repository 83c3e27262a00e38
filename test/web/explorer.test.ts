// The explorer in a real browser, as its reader uses it.

import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createGraphBuilder } from '#graph/graph.ts'
import { sampleGraph, sampleIds } from '#test/support/sample-graph.ts'
import { startBrowser } from './browser.ts'
import { manyCalls, manyCallsRoute } from './many-calls.ts'
import { buildExplorer, type Served, serve } from './served.ts'

let browser: Browser | string
let built: Awaited<ReturnType<typeof buildExplorer>>
let served: Served
let context: BrowserContext
let page: Page
/** What the page complained of: nothing may be left in it. */
let complaints: string[]
let asked: string[]

beforeAll(async () => {
  browser = await startBrowser()
  if (typeof browser === 'string') return
  built = await buildExplorer()
  served = await serve(sampleGraph(), built.folder)
})

afterAll(async () => {
  if (typeof browser === 'string') return
  await browser?.close()
  await served?.close()
  await built?.remove()
})

beforeEach(async ({ skip }) => {
  if (typeof browser === 'string') return skip(browser)
  complaints = []
  asked = []
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: served.url })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
})

afterEach(async () => {
  if (typeof browser === 'string') return
  await context.close()
  expect(complaints).toEqual([])
})

const route = (id: string) => `/route?id=${encodeURIComponent(id)}`
const node = (name: string | RegExp) => page.getByRole('button', { name })
const details = () => page.getByRole('article', { name: /^Details of/ })
const place = () => new URL(page.url())
/** Where a node stands on the screen; drawn by hand, so it is asked for by its id. */
async function at(id: string) {
  const box = await page.locator(`[data-id="${id}"]`).boundingBox()
  if (!box) throw new Error(`${id} is not in the picture`)
  return { x: Math.round(box.x), y: Math.round(box.y) }
}
/** Where it stands in the picture, wherever the camera is. */
const spot = (id: string) => page.locator(`[data-id="${id}"]`).evaluate((element: HTMLElement) => element.style.transform)

test('the first screen shows the application at a glance, and loads neither picture nor editor', async () => {
  await page.goto('/')
  await page.getByRole('heading', { name: 'pedal' }).waitFor()
  await page.getByText('INCOMPLETE', { exact: true }).waitFor()
  await page.getByText('131 points of the review have no audit yet').waitFor()
  await page.getByRole('img', { name: 'Routes by guard: 3 sign-in required, 1 sign-in optional, 3 no guard, 1 guard unknown' }).waitFor()
  await page.getByRole('heading', { name: 'Coverage' }).waitFor()
  await page.waitForLoadState('networkidle')
  expect(asked.filter((path) => /elk|picture|languages|code-view|cypher-editor|force/.test(path))).toEqual([])
})

test('counts lead to what they count', async () => {
  await page.goto('/')
  await page.getByRole('link', { name: /1\s*guard unknown/ }).click()
  await page.getByRole('link', { name: '/ws/stations' }).waitFor()
  expect(place().search).toBe('?auth=unknown')
  await page.getByText('1 route', { exact: true }).waitFor()
})

test('search finds anything and goes there by keyboard', async () => {
  await page.goto('/')
  await page.getByRole('heading', { name: 'pedal' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('decorate')
  await page.getByRole('option', { name: /RentalService\.decorate/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /RentalService\.decorate/ }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('zzzznothing')
  await page.getByText('Nothing in the graph answers to').waitFor()
  await page.keyboard.press('Escape')
})

test('a route is drawn from the click to the tables, and a node opens its source at the line', async () => {
  await page.goto(route(sampleIds.listRentals))
  await node(/^Handler Server\.ListRentals/).waitFor()
  const ids = [
    'GET /api/rentals',
    'Server.AuthRequired',
    'Server.ListRentals',
    'RentalService.List',
    'rentalRepository.List',
    'SELECT rentals',
    'rentals',
  ]
  const lefts: number[] = []
  for (const title of ids) {
    const box = await page.locator('.node', { hasText: title }).last().boundingBox()
    lefts.push(Math.round(box?.x ?? -1))
  }
  expect(lefts).toEqual([...lefts].sort((a, b) => a - b))
  await node(/RentalService\.decorate, .*1 finding/).click()
  await details().getByText('sends SELECT bikes once for each rental').waitFor()
  await details().getByText('in a loop, over data, once for each element').waitFor()
  await page.locator('.cm-marked-line', { hasText: 'internal/service/rental.go has a line 96' }).waitFor()
})

test('a table shows its columns, keys, indexes and every route that reaches it', async () => {
  await page.goto('/table?name=rentals')
  await page.getByRole('rowheader', { name: 'member_id' }).waitFor()
  await page.getByText('no index', { exact: true }).waitFor()
  await page.getByText('idx_rentals_bike_id', { exact: true }).waitFor()
  await page.getByRole('tab', { name: /Routes/ }).click()
  expect(await page.locator('.route-list a').count()).toBe(3)
  await node(/^Table rentals/).waitFor()
})

test('a table says which index serves whom, which is covered, where code and migrations differ, and what is risky', async () => {
  await page.goto('/table?name=rentals')
  await page.getByText('idx_rentals_bike_id_started_at answers everything that it does').waitFor()
  await page.getByText('holds SHARE while the whole table is read').waitFor()
  await page.goto('/table?name=bikes')
  await page.getByText('the model says that bikes.station_id is never null').waitFor()
  await page.goto('/table?name=members')
  await page.getByText('serves 1 statement').click()
  await page.getByRole('link', { name: 'SELECT members' }).click()
  await page.getByRole('heading', { level: 1, name: /SELECT members/ }).waitFor()
  await page.getByRole('list', { name: 'Plan', exact: true }).getByText('finds rows through an index').waitFor()
  await page.getByRole('link', { name: 'members_email_key' }).waitFor()
})

test('the schema is drawn with its keys, filtered by name, saved as a file, and a click goes to the table', async () => {
  await page.goto('/tables')
  await page.getByRole('link', { name: /rentals/ }).waitFor()
  expect(asked.filter((path) => /elk/.test(path))).toEqual([])
  await page.getByRole('button', { name: 'Picture' }).click()
  const rentals = page.getByRole('link', { name: 'Table rentals, 5 columns, refers to bikes, members' })
  await rentals.waitFor()
  await page.getByText('4 of 4 tables · 3 foreign keys').waitFor()
  expect(await page.locator('.schema-line text').allTextContents()).toEqual(['cascade', 'cascade', 'cascade'])
  await page.getByRole('searchbox', { name: 'Table name' }).fill('station')
  await page.getByText('2 of 4 tables · 1 foreign key').waitFor()
  await page.getByRole('button', { name: 'Keys only' }).click()
  await page.getByText('and 1 more').first().waitFor()
  expect(place().search).toBe('?q=station&keys=1')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as SVG' }).click()
  const file = readFileSync(await (await saved).path(), 'utf8')
  expect(file).toMatch(/^<svg[^>]*viewBox="0 0 /)
  expect(file).toContain('station_id')
  expect(file).not.toContain('var(--')
  await page.getByRole('link', { name: /^Table bikes/ }).click()
  await page.getByRole('heading', { level: 1, name: /bikes/ }).waitFor()
})

test('a statement shows its text, its tables, its plan and the index that it misses', async () => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/table?name=rentals')
  await page.getByRole('tab', { name: /Statements/ }).click()
  await page.getByRole('link', { name: /member_id" = / }).click()
  await page.getByRole('textbox', { name: 'SQL' }).getByText('LIMIT').waitFor()
  const costly = page.getByRole('list', { name: 'Plan', exact: true }).getByRole('listitem').filter({ hasText: 'the most is spent here' })
  await costly.getByText('deleted_at IS NULL').waitFor()
  expect(await costly.getByRole('link').getAttribute('href')).toBe('/table?name=rentals')
  const advice = page.getByRole('article', { name: 'Advised index on rentals (member_id)' })
  await advice.getByText('308 times cheaper', { exact: true }).waitFor()
  await advice.getByRole('list', { name: 'Plan before' }).getByText('Seq Scan').waitFor()
  await advice.getByRole('list', { name: 'Plan after' }).getByText('idx_rentals_member_id').waitFor()
  await advice.getByText('What was assumed').click()
  await advice.getByText('1,000,000 rows a table').waitFor()
  await advice.getByRole('button', { name: 'Copy the index' }).click()
  await advice.getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('CREATE INDEX CONCURRENTLY')
  await page.getByRole('button', { name: 'What stands around it' }).click()
  await node(/^Table rentals/).waitFor()
  await page.getByRole('list', { name: 'Plan', exact: true }).waitFor()
})

test('a deep link opens the same state: node, edits and all', async () => {
  await page.goto(route(sampleIds.listRentals))
  await node(/^Handler Server\.ListRentals/).click()
  await details().waitFor()
  await page.keyboard.press('c')
  await node(/Server\.ListRentals.*8 folded away/).waitFor()
  const link = page.url()
  const other = await context.newPage()
  await other.goto(link)
  await other.getByRole('button', { name: /Server\.ListRentals.*8 folded away/ }).waitFor()
  await other.getByRole('article', { name: 'Details of Server.ListRentals' }).waitFor()
  await other.close()
})

test('expanding keeps what is there in its place; undo, redo and the back button walk the same way', async () => {
  await page.goto(route(sampleIds.listRentals))
  const handler = 'go internal/server/Server#ListRentals().'
  const table = 'table bikes'
  await page.locator(`[data-id="${table}"]`).click()
  await details().waitFor()
  const count = () => page.locator('.node').count()
  const before = { nodes: await count(), handler: await at(handler), table: await at(table) }
  await page.keyboard.press('e')
  await expect.poll(count).toBeGreaterThan(before.nodes)
  expect({ handler: await at(handler), table: await at(table) }).toEqual({ handler: before.handler, table: before.table })
  const grown = await count()
  await page.keyboard.press('Control+z')
  await expect.poll(count).toBe(before.nodes)
  await page.keyboard.press('Control+y')
  await expect.poll(count).toBe(grown)
  await page.keyboard.press('h')
  await expect.poll(count).toBe(grown - 1)
  await page.goBack()
  await expect.poll(count).toBe(grown)
  expect(await at(handler)).toEqual(before.handler)
})

test('arrows walk along the lines, Escape lets go', async () => {
  await page.goto(route(sampleIds.listRentals))
  await node(/^Route GET \/api\/rentals/).focus()
  await page.keyboard.press('Enter')
  await details().getByRole('heading', { name: 'GET /api/rentals' }).waitFor()
  await node(/^Handler Server\.ListRentals/).click()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('article', { name: 'Details of RentalService.List' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('article', { name: 'Details of RentalService.decorate' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('RentalService.decorate')
  await page.keyboard.press('Escape')
  await details().waitFor({ state: 'detached' })
})

test('a finding shows its path, its harm and its fix', async () => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/findings')
  await page.getByRole('button', { name: /^high/ }).click()
  await page.getByRole('link', { name: /sends SELECT bikes once for each rental/ }).click()
  await page.getByRole('heading', { level: 1, name: /sends SELECT bikes once/ }).waitFor()
  await node(/^Repository bikeRepository\.Get/).waitFor()
  await page.getByRole('button', { name: 'Copy the fix' }).click()
  await page.getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('= ANY($1)')
  await page.getByRole('link', { name: 'GET /api/rentals' }).click()
  await page.getByRole('heading', { level: 1, name: 'GET /api/rentals' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: /sends SELECT bikes once/ }).waitFor()
  expect(place().searchParams.get('severity')).toBe('high')
})

test('a saved audit runs with its parameters, as rows and as a picture', async () => {
  await page.goto('/audits')
  await page.getByRole('link', { name: /A statement runs once/ }).click()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('cell', { name: 'once for each element' }).waitFor()
  await page.getByRole('tab', { name: /Picture/ }).click()
  await node(/^Service RentalService\.decorate/).waitFor()
  await page.getByLabel('$minDepth').fill('5')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByText('No rows', { exact: true }).waitFor()
  expect(place().searchParams.get('$minDepth')).toBe('5')
})

test('own Cypher: completion, an error where it is, then rows', async () => {
  await page.goto('/cypher')
  const editor = page.getByRole('textbox', { name: 'Cypher' })
  await editor.click()
  await page.keyboard.type('MATCH MATCH (r:Rou')
  await page.getByRole('option', { name: 'Route' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alert').getByText('Not Cypher').waitFor()
  await page.locator('.cm-lintRange-error').waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.type("MATCH (r:Route {path: '/api/login'}) RETURN r.path AS path")
  await page.keyboard.press('Control+Enter')
  await page.getByRole('cell', { name: '/api/login' }).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('CREATE (n:Route) RETURN n')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('alert').getByText('Refused').waitFor()
})

test('the theme follows the system, then the reader, and is remembered', async () => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/')
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme)
  expect(await theme()).toBe('dark')
  await page.getByRole('button', { name: 'Use the light theme' }).click()
  expect(await theme()).toBe('light')
  await page.reload()
  await page.getByRole('button', { name: 'Use the dark theme' }).waitFor()
  expect(await theme()).toBe('light')
})

test('help lists the keys', async () => {
  await page.goto('/tables')
  await page.getByRole('link', { name: /rentals/ }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard help' }).getByText('along the edges').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await page.waitForURL('**/findings')
})

test('without the API the page says so, and goes on when it is back', async () => {
  await page.route('**/graphql', (request) => request.abort())
  await page.goto('/')
  await page.getByRole('alert').getByText('The API does not answer').waitFor()
  await page.unroute('**/graphql')
  await page.getByRole('button', { name: 'Retry' }).click()
  await page.getByRole('heading', { name: 'pedal' }).waitFor()
  // The browser itself reports the requests that failed.
  complaints = complaints.filter((text) => !text.includes('ERR_FAILED'))
})

test('an address that leads nowhere says so', async () => {
  await page.goto('/route?id=route+none+GET+/nowhere')
  await page.getByText('There is no such route in this graph').waitFor()
  await page.goto('/elsewhere')
  await page.getByText('There is no such screen').waitFor()
})

test('a route that reaches very much is grouped, and a group opens in its place', async () => {
  const large = await serve(manyCalls(900), built.folder)
  try {
    await page.goto(`${large.url}/route?id=${encodeURIComponent(manyCallsRoute)}`)
    await page.getByText(/nodes, grouped into \d+/).waitFor()
    const groups = page.getByRole('button', { name: /^Group internal\/part/ })
    const before = await groups.count()
    expect(before).toBeGreaterThan(5)
    expect(await page.locator('.node').count()).toBeLessThanOrEqual(500)
    await page.getByRole('button', { name: /^Handler Server\.Everything/ }).focus()
    await page.keyboard.press('Enter')
    await details().waitFor()
    const handler = await spot('go internal/server/Server#Everything().')
    await groups.first().focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('e')
    await expect.poll(() => groups.count()).toBe(before - 1)
    expect(await spot('go internal/server/Server#Everything().')).toBe(handler)
    await page.keyboard.press('Control+z')
    await expect.poll(() => groups.count()).toBe(before)
    expect(await spot('go internal/server/Server#Everything().')).toBe(handler)
  } finally {
    await large.close()
  }
})

test('a node that gets the focus out of sight is brought into view by the camera', async () => {
  await page.setViewportSize({ width: 1024, height: 500 })
  await page.goto(route(sampleIds.listRentals))
  const table = page.locator('[data-id="table bikes"]')
  await table.waitFor()
  await table.focus()
  await expect.poll(async () => ((await table.boundingBox())?.x ?? 9999) + 100).toBeLessThan(1024)
  expect(await page.locator('.picture-box').evaluate((box) => [box.scrollLeft, box.scrollTop])).toEqual([0, 0])
  expect(await page.locator('.lane-head').first().isVisible()).toBe(true)
})

test('of a repository without tables it is said that there are none, not that a filter hides them', async () => {
  const bare = await serve(createGraphBuilder().build(), built.folder)
  try {
    for (const screen of ['/tables', '/schema']) {
      await page.goto(bare.url + screen)
      await page.getByText('No table was found in this repository.').waitFor()
    }
    await page.goto(`${bare.url}/tables?q=bike`)
    await page.getByText('No table answers to these filters.').waitFor()
  } finally {
    await bare.close()
  }
})
