// Texts of SQL as they are shown: one part of a statement, a whole one in a line, a name with its quotes.

const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|[(),;]/g

/** From its start to the comma or semicolon outside of parentheses that ends it. */
export function clauseOf(text: string): string {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '(') depth++
    if (token === ')') depth--
    if (depth < 0 || (depth === 0 && (token === ',' || token === ';'))) return oneLine(text.slice(0, index))
  }
  return oneLine(text)
}

const BLANK = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)*/

/** Where the part begins that so many commas outside of parentheses stand before; the first begins with the statement. */
export function partOffset(sql: string, part: number): number {
  let depth = 0
  let seen = 0
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    if (token === '(') depth++
    if (token === ')') depth--
    if (token !== ',' || depth > 0) continue
    seen++
    if (seen === part) return index + 1 + (BLANK.exec(sql.slice(index + 1))?.[0].length ?? 0)
  }
  return 0
}

/** Without comments and line breaks. */
export function oneLine(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, (token) => (/^(?:--|\/\*)/.test(token) ? ' ' : token))
    .replace(/\s+/g, ' ')
    .trim()
}

const PLAIN = /^[a-z_][a-z0-9_$]*$/

export function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => (PLAIN.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join('.')
}
