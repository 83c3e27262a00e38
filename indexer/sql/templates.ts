// Migrations that are templates: tern includes files and writes settings into them. A file that is included stands in the
// line that names it; a setting that qualifies or prefixes a name falls away, any other is a word. Lines stay as they are.
// What qualifies names is a schema: as a text it is that in which names without one stand.

const INCLUDE = /\{\{-?\s*template\s+"([^"]+)"[^}]*\}\}/g
const ACTION = /(["']?)\{\{-?\s*([^}]*?)\s*-?\}\}\1(\.?)/g
const VALUE_OR_COMMENT = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g
const DEPTH = 4

export function expandTemplate(text: string, include: (path: string) => string | undefined, depth = 0): string {
  // Braces in values alone are values: the text of a message, say.
  if (!text.replace(VALUE_OR_COMMENT, '').includes('{{')) return text
  const whole = text.replace(INCLUDE, (_, path: string) => {
    const included = depth < DEPTH ? include(path) : undefined
    return included === undefined ? '' : inOneLine(expandTemplate(included, include, depth + 1))
  })
  const schemas = new Set([...whole.matchAll(ACTION)].flatMap(([, , action = '', dot]) => (dot ? [action] : [])))
  return whole.replace(ACTION, (all, quote: string, action: string, dot: string, at: number, of: string) => {
    if (dot !== '') return ''
    if (schemas.has(action)) return `${quote}public${quote}`
    const beside = /\w/.test(of.charAt(at - 1)) || /\w/.test(of.charAt(at + all.length))
    const [word] = /\w+$/.exec(action) ?? []
    return `${quote}${beside || !action.startsWith('.') || word === undefined ? '' : word}${quote}`
  })
}

const inOneLine = (text: string): string => text.replace(/--[^\n]*/g, '').replace(/\s*\n\s*/g, ' ')
