// From marked text to Postgres: placeholders numbered, holes filled as far as the text around them allows, backquotes
// turned. A hole that is a value becomes a placeholder; one inside a word or a quote becomes a word; any other falls away.

import { pointerless } from '../types.ts'
import { asLateText, literalsIn, options, typeOf, type Value } from '../values.ts'
import { isSent } from './library-texts.ts'
import { type HoleMark, MARKS, markOf, type Session, startsOpen } from './session.ts'
import type { RenderedStatement } from './statement.ts'

/** A statement that is sent, before its marks become placeholders. */
export interface Output {
  readonly sql: string
  readonly role: RenderedStatement['role']
  readonly table: string | undefined
  readonly notes: readonly string[]
  /** Texts that are not constant, and that were taken for what they most likely are. */
  readonly texts: readonly HoleMark[]
  readonly boundedBy: string | undefined
  readonly failed: string | undefined
  /** What is given for `$1`, `$2` … of a text that numbers its placeholders itself. */
  readonly numbered?: readonly Value[]
}

type Injection = RenderedStatement['injection']

export function finish(session: Session, output: Output): RenderedStatement {
  const { role, table, failed, boundedBy } = output
  const base = {
    role,
    bounded: boundedBy !== undefined,
    ...(table && !/[\uE000-\uE003]/.test(table) && { table }),
    ...(boundedBy && { boundedBy }),
  }
  if (failed !== undefined) return { ...base, sql: '', dynamic: false, injection: 'none', failed }
  const holes: HoleMark[] = [...output.texts]
  const quoted: HoleMark[] = []
  const named: HoleMark[] = []
  const constants: Record<number, string> = {}
  const binds = new Map((output.numbered ?? []).map((value, i) => [i + 1, value] as const))
  const sql = fill(session, output.sql, { holes, quoted, named, constants, binds })
  const dangerous = holes.filter((h) => !isNumeric(session, h.value))
  // A number is harmless, but the name that it is part of is not known.
  const open = [...dangerous, ...quoted, ...named.filter((h) => !dangerous.includes(h) && !quoted.includes(h))]
  const reasons = [...output.notes, ...new Set(open.map((h) => `text that is not constant: ${h.words}`))]
  const injection = dangerous.map((h) => injectionOf(h.value)).reduce<Injection>(worse, 'none')
  if (startsOpen(output.sql)) {
    const reason = `the text is not known: ${holes.map((h) => h.words).join(', ')}`
    return { ...base, sql: '', dynamic: true, dynamicReason: reason, injection, failed: reason }
  }
  const marked = output.sql.includes('`') && { backquoted: true as const }
  return {
    ...base,
    sql,
    ...(Object.keys(constants).length > 0 && { constants }),
    ...(binds.size > 0 && { binds }),
    ...marked,
    literals: literalsIn(session.literals),
    dynamic: reasons.length > 0,
    ...(reasons.length > 0 && { dynamicReason: reasons.join('; ') }),
    injection,
    ...(injection === 'parameter' && { outside: dangerous.map((h) => h.value) }),
  }
}

const worse = (a: Injection, b: Injection): Injection => (a === 'request' || b === 'request' ? 'request' : a === 'parameter' ? a : b)

/** A number cannot carry SQL, wherever it stands. */
function isNumeric(session: Session, value: Value): boolean {
  return options(value).every((v) => {
    if (v.kind === 'number' || v.kind === 'boolean') return true
    const shape = session.context.types.underlying(pointerless(typeOf(v)))
    return shape.kind === 'basic' && /^(u?int(8|16|32|64)?|float(32|64)|bool)$/.test(shape.name)
  })
}

function injectionOf(value: Value): Injection {
  return options(value)
    .map((v): Injection => {
      if (v.kind === 'symbolic' && v.origin.kind === 'library' && isSent(v.origin)) return 'request'
      if (v.kind === 'libraryFunction' && isSent(v)) return 'request'
      if (v.kind === 'model' && v.model === 'request') return 'request'
      const late = asLateText(v)
      if (late) return injectionOf(late.of)
      if (v.kind === 'string')
        return v.parts.map((p) => (typeof p === 'string' ? 'none' : injectionOf(p.value))).reduce<Injection>(worse, 'none')
      return 'parameter'
    })
    .reduce(worse, 'none')
}

/** What the code binds, where that is always the same. */
function constantOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'number' || value?.kind === 'boolean') return String(value.value)
  return value?.kind === 'string' && value.parts.every((p) => typeof p === 'string') ? value.parts.join('') : undefined
}

type Place = 'code' | 'text' | 'name' | 'comment'

/** Commands that Postgres takes no placeholders in. */
const COMMANDS =
  /^\s*(?:set|reset|alter|create|drop|truncate|vacuum|analyze|lock|listen|notify|grant|revoke|comment|reindex|cluster|refresh)\b/i

/** What `fill` finds on its way. */
interface Found {
  readonly holes: HoleMark[]
  readonly quoted: HoleMark[]
  readonly named: HoleMark[]
  readonly constants: Record<number, string>
  readonly binds: Map<number, Value>
}

function fill(session: Session, marked: string, { holes, quoted, named, constants, binds }: Found): string {
  const numbers = [...marked.matchAll(/\$(\d+)/g)].map((m) => Number(m[1]))
  let next = Math.max(0, ...numbers)
  let sql = ''
  let place: Place = 'code'
  let at = 0
  const numbered = new Map<string | undefined, number>()
  const takesNoValues = COMMANDS.test(marked)
  for (const match of marked.matchAll(MARKS)) {
    const piece = turn(marked.slice(at, match.index), place)
    sql += piece.text
    place = piece.place
    at = match.index + match[0].length
    const kind = markOf(match[1])
    if (kind === 'bind') {
      const number = numbered.get(match[2]) ?? ++next
      numbered.set(match[2], number)
      sql += `$${number}`
      const value = session.binds[Number(match[2])]
      if (value) binds.set(number, value)
      const constant = constantOf(value)
      if (constant !== undefined) constants[number] = constant
      continue
    }
    const mark = session.holes[Number(match[2])]
    if (!mark) continue
    // `$` before what is not known: the number of a placeholder that is counted as the text grows.
    if (place === 'code' && /(?:^|[^\w$])\$$/.test(sql) && !/^\w/.test(marked.slice(at))) {
      sql = `${sql}${++next}`
      continue
    }
    ;(kind === 'quoted' ? quoted : holes).push(mark)
    // `:` before a name that is not known is a named parameter.
    if (place === 'code' && /(?:^|[^:]):$/.test(sql)) {
      sql = `${sql.slice(0, -1)}$${++next}`
      continue
    }
    const how = filling(sql, marked.slice(at), place)
    if (how === 'value') sql += takesNoValues && isNumeric(session, mark.value) ? '0' : `$${++next}`
    else if (how === 'word' && place === 'text' && isNumeric(session, mark.value)) sql += '0'
    else if (how === 'word') {
      sql += word(mark.words, place, sql, marked.slice(at))
      named.push(mark)
    }
  }
  return (sql + turn(marked.slice(at), place).text).trim()
}

/** Follows quotes through a piece of text and turns backquotes. */
function turn(piece: string, from: Place): { readonly text: string; readonly place: Place } {
  let place = from
  let text = ''
  for (let i = 0; i < piece.length; i++) {
    const c = piece.charAt(i)
    if (place === 'comment') place = c === '\n' ? 'code' : 'comment'
    else if (place === 'code' && c === '-' && piece.charAt(i + 1) === '-') place = 'comment'
    else if (c === "'" && place !== 'name') place = place === 'text' ? 'code' : 'text'
    else if ((c === '"' || c === '`') && place !== 'text') place = place === 'name' ? 'code' : 'name'
    text += c === '`' && place !== 'text' ? '"' : c
  }
  return { text, place }
}

function filling(before: string, after: string, place: Place): 'value' | 'word' | 'nothing' {
  if (place === 'comment') return 'nothing'
  if (place !== 'code') return 'word'
  if (/[\w.$"]$/.test(before) || /^[\w.$"(]/.test(after)) return 'word'
  if (/\bON\s*$/i.test(before) && /^\s*\(/.test(after)) return 'word'
  if (/\b(?:FROM|JOIN|INTO|UPDATE|TABLE|ONLY|AS)\s*$/i.test(before)) return 'word'
  // Columns of an INSERT.
  if (/\bINTO\s+[\w."`]+\s*\((?:[^()]*,\s*)?$/i.test(before)) return 'word'
  if (/^\s*(?:=|<|>|!=|LIKE\b|ILIKE\b|IN\b|IS\b|BETWEEN\b)/i.test(after)) return 'word'
  if (before.trim() === '') return 'value'
  if (
    /(?:[=<>(,+\-*/%|]|\b(?:WHERE|AND|OR|NOT|ON|SELECT|DISTINCT|BY|LIMIT|OFFSET|BETWEEN|LIKE|ILIKE|THEN|ELSE|WHEN|SET|VALUES|HAVING|INTERVAL|IN|ANY|RETURNING|IS))\s*$/i.test(
      before,
    )
  )
    return 'value'
  return 'nothing'
}

function word(words: string, place: Place, before: string, after: string): string {
  if (place !== 'code') return `{${words.replace(/["'`{}]/g, '')}}`
  const name = words.replace(/\W+/g, '_').replace(/^_|_$/g, '') || 'unknown'
  return /[\w$"]$/.test(before) || /^[\w$"]/.test(after) ? name : `"${name}"`
}
