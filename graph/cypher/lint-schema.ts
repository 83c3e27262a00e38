// Every label, relationship type and property of a query exists in the schema, relationships run the way the schema says, and a
// property is compared with its own kind of value (Grafeo holds 1 = '1' for true, Neo4j does not).

import { NODE_LABELS, RELATIONSHIPS } from '../schema.ts'
import type { LintInput, Report } from './lint.ts'
import { closing } from './parse.ts'
import { type EdgePattern, type Entry, type NodePattern, type Pattern, readMap } from './patterns.ts'
import { isKeyword, type Token } from './tokens.ts'

type Properties = Readonly<Record<string, string>>

const LABELS: ReadonlyMap<string, { readonly primary: string; readonly properties: Properties }> = new Map(
  Object.entries(NODE_LABELS).flatMap(([primary, schema]) => {
    const entry = { primary, properties: { id: 'string', ...schema.properties } }
    return [primary, ...('roles' in schema ? schema.roles : [])].map((name) => [name, entry] as const)
  }),
)
const TYPES: ReadonlyMap<string, { readonly from: readonly string[]; readonly to: readonly string[]; readonly properties: Properties }> =
  new Map(Object.entries(RELATIONSHIPS))
const EVERYWHERE = merge([...[...LABELS.values()].map((l) => l.properties), ...[...TYPES.values()].map((t) => t.properties)])

export function lintSchema({ tokens, patterns }: LintInput, report: Report): void {
  const variables = bindings(tokens, patterns)
  for (const pattern of patterns) lintPattern(pattern, report)
  const mapKeys = new Set(
    tokens.flatMap((t, i) => (t.text === '{' ? readMap(tokens.slice(i + 1, closing(tokens, i))).map((e) => e.key.value) : [])),
  )
  tokens.forEach((token, i) => {
    lintLabelTest(tokens, i, report)
    if (token.text === '.') lintProperty(tokens, i, variables, mapKeys, report)
  })
}

/** What a name may stand for: several patterns may bind it; undefined where something else does too. */
type Variables = ReadonlyMap<string, Properties | undefined>

function bindings(tokens: readonly Token[], patterns: readonly Pattern[]): Variables {
  const found = new Map<string, Properties[]>()
  const add = (variable: Token | undefined, properties: readonly Properties[]) => {
    if (variable && properties.length > 0) found.set(variable.value, [...(found.get(variable.value) ?? []), ...properties])
  }
  for (const { nodes, edges } of patterns) {
    for (const { variable, labels } of nodes)
      add(
        variable,
        labels.map((l) => LABELS.get(l.value)?.properties ?? EVERYWHERE),
      )
    for (const { variable, types, isVariableLength } of edges)
      if (!isVariableLength)
        add(
          variable,
          types.map((t) => TYPES.get(t.value)?.properties ?? EVERYWHERE),
        )
  }
  const rebound = tokens.flatMap((token, i) => {
    const isElement = isKeyword(tokens[i + 1], 'IN') && ['(', '['].includes(tokens[i - 1]?.text ?? '')
    const isAlias = isKeyword(tokens[i - 1], 'AS') && tokens[i - 2]?.value !== token.value
    return isElement || isAlias ? [token.value] : []
  })
  return new Map([...[...found].map(([name, all]) => [name, merge(all)] as const), ...rebound.map((name) => [name, undefined] as const)])
}

function lintPattern({ nodes, edges }: Pattern, report: Report): void {
  for (const { labels, properties } of nodes) {
    for (const label of labels) if (!LABELS.has(label.value)) report('schema', label, unknown('label', label.value, [...LABELS.keys()]))
    lintEntries(
      properties,
      labels.length > 0 ? merge(labels.map((l) => LABELS.get(l.value)?.properties ?? EVERYWHERE)) : EVERYWHERE,
      report,
    )
  }
  for (const { types, properties } of edges) {
    for (const type of types) if (!TYPES.has(type.value)) report('schema', type, unknown('relationship', type.value, [...TYPES.keys()]))
    lintEntries(properties, types.length > 0 ? merge(types.map((t) => TYPES.get(t.value)?.properties ?? EVERYWHERE)) : EVERYWHERE, report)
  }
  for (const [i, edge] of edges.entries()) lintEnds(nodes[i], edge, nodes[i + 1], report)
}

function lintEnds(left: NodePattern | undefined, edge: EdgePattern, right: NodePattern | undefined, report: Report): void {
  const [at] = edge.types
  if (!at || !edge.types.every((t) => TYPES.has(t.value))) return
  const admits = (start: NodePattern | undefined, end: NodePattern | undefined) => {
    const types = edge.types.map((t) => TYPES.get(t.value))
    const fits = (node: NodePattern | undefined, ends: readonly string[]) =>
      (node?.labels ?? []).every((l) => !LABELS.has(l.value) || ends.includes(LABELS.get(l.value)?.primary ?? ''))
    if (edge.isVariableLength) return types.some((t) => fits(start, t?.from ?? [])) && types.some((t) => fits(end, t?.to ?? []))
    return types.some((t) => fits(start, t?.from ?? []) && fits(end, t?.to ?? []))
  }
  const isFine = (edge.direction !== 'left' && admits(left, right)) || (edge.direction !== 'right' && admits(right, left))
  if (isFine) return
  const ways = edge.types.map(({ value }) => `${value} from ${TYPES.get(value)?.from.join('|')} to ${TYPES.get(value)?.to.join('|')}`)
  report('schema', at, `no such relationship stands between these labels: the graph has ${ways.join(', ')}`)
}

function lintEntries(entries: readonly Entry[], properties: Properties, report: Report): void {
  for (const { key, value } of entries) {
    const type = properties[key.value]
    if (type === undefined) report('schema', key, unknown('property', key.value, Object.keys(properties)))
    else lintKind(key, type, value[0], value.length === 1, report)
  }
}

/** `n:Label` in an expression, `'Label' IN labels(n)`, `type(r) = 'TYPE'`. */
function lintLabelTest(tokens: readonly Token[], i: number, report: Report): void {
  const [a, b, c, d] = [tokens[i], tokens[i + 1], tokens[i + 2], tokens[i + 3]]
  if (!a) return
  const isName = (token: Token | undefined) => token?.kind === 'word' || token?.kind === 'quoted'
  const isInPattern = ['(', '['].includes(tokens[i - 1]?.text ?? '') || ['{', ','].includes(tokens[i - 1]?.text ?? '')
  if (isName(a) && b?.text === ':' && isName(c) && c && !isInPattern && !LABELS.has(c.value))
    report('schema', c, unknown('label', c.value, [...LABELS.keys()]))
  if (a.kind === 'string' && isKeyword(b, 'IN') && isKeyword(c, 'LABELS') && !LABELS.has(a.value))
    report('schema', a, unknown('label', a.value, [...LABELS.keys()]))
  if (isKeyword(a, 'TYPE') && b?.text === '(' && d?.text === ')') {
    const compared = tokens[i + 5]
    if (['=', '<>'].includes(tokens[i + 4]?.text ?? '') && compared?.kind === 'string' && !TYPES.has(compared.value))
      report('schema', compared, unknown('relationship', compared.value, [...TYPES.keys()]))
  }
}

function lintProperty(tokens: readonly Token[], dot: number, variables: Variables, mapKeys: ReadonlySet<string>, report: Report): void {
  const [owner, name] = [tokens[dot - 1], tokens[dot + 1]]
  if (!name || (name.kind !== 'word' && name.kind !== 'quoted') || tokens[dot + 2]?.text === '(') return
  const isVariable = (owner?.kind === 'word' || owner?.kind === 'quoted') && tokens[dot - 2]?.text !== '.'
  const known = isVariable ? variables.get(owner.value) : undefined
  const properties = known ?? EVERYWHERE
  const type = properties[name.value]
  if (type === undefined) {
    if (known || !mapKeys.has(name.value))
      report('schema', name, unknown('property', name.value, [...Object.keys(properties), ...(known ? [] : mapKeys)]))
    return
  }
  if (known && ['=', '<>', '<', '>', '<=', '>='].includes(tokens[dot + 2]?.text ?? '')) lintKind(name, type, tokens[dot + 3], true, report)
  if (known && type === 'boolean' && ['<', '>', '<=', '>='].includes(tokens[dot + 2]?.text ?? ''))
    report('schema', name, `${name.value} is a boolean: it has no order on Grafeo`)
  if (known && isKeyword(tokens[dot + 2], 'IN') && tokens[dot + 3]?.text === '[')
    for (const value of tokens.slice(dot + 4, closing(tokens, dot + 3))) lintKind(name, type, value, true, report)
}

/** Only a literal tells its kind. */
function lintKind(name: Token, type: string, value: Token | undefined, isAlone: boolean, report: Report): void {
  if (!value || !isAlone) return
  const kind =
    value.kind === 'string' ? 'string' : value.kind === 'number' ? 'number' : isKeyword(value, 'TRUE', 'FALSE') ? 'boolean' : undefined
  const own = type === 'integer' || type === 'float' ? 'number' : type
  if (kind !== undefined && own !== 'mixed' && kind !== own) report('schema', value, `${name.value} is a ${type}, not a ${kind}`)
}

/** Of properties that several owners have: one kind, or `mixed`. */
function merge(all: readonly Properties[]): Properties {
  const merged: Record<string, string> = {}
  for (const properties of all)
    for (const [name, type] of Object.entries(properties))
      merged[name] = merged[name] === undefined || merged[name] === type ? type : 'mixed'
  return merged
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const near = known.find((k) => k.toLowerCase() === name.toLowerCase()) ?? known.find((k) => isNear(k, name))
  return `the graph has no ${what} ${name}${near ? ` (${near}?)` : ''}`
}

/** One letter added, lost, changed or swapped with the next. */
function isNear(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, i) => letter !== b[i])
  const from = at < 0 ? a.length : at
  const [restA, restB] = [a.slice(from), b.slice(from)]
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  return a !== b && (restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1) || isSwapped)
}
