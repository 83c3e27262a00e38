// Markdown as plain data. It knows no HTML, so nothing in a page can become markup; a link must be http(s).

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }

export type Span =
  | { readonly kind: 'text' | 'code' | 'strong' | 'emphasis'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

const HEADING = /^(#{1,6})\s+(.*)$/
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/
const FENCE = /^\s*```/

export function blocks(text: string): readonly Block[] {
  const found: Block[] = []
  const lines = text.split(/\r?\n/)
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? ''
    const heading = HEADING.exec(line)
    if (FENCE.test(line)) {
      const end = lines.findIndex((other, j) => j > i && FENCE.test(other))
      const last = end === -1 ? lines.length : end
      found.push({ kind: 'code', text: lines.slice(i + 1, last).join('\n') })
      i = last + 1
    } else if (heading) {
      found.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' })
      i++
    } else if (ITEM.test(line)) {
      const { items, next } = list(lines, i)
      found.push({ kind: 'list', ordered: ITEM.exec(line)?.[1] !== undefined, items })
      i = next
    } else if (line.trim() === '') i++
    else {
      let end = i
      while (end < lines.length && !endsParagraph(lines[end] ?? '')) end++
      const last = Math.max(end, i + 1)
      found.push({ kind: 'paragraph', text: lines.slice(i, last).join(' ') })
      i = last
    }
  }
  return found
}

const endsParagraph = (line: string) => line.trim() === '' || HEADING.test(line) || FENCE.test(line) || ITEM.test(line)

function list(lines: readonly string[], from: number): { readonly items: readonly string[]; readonly next: number } {
  const items: string[] = []
  let next = from
  for (; next < lines.length; next++) {
    const line = lines[next] ?? ''
    const item = ITEM.exec(line)
    if (item) items.push(item[2] ?? '')
    else if (/^\s+\S/.test(line)) items.push(`${items.pop() ?? ''} ${line.trim()}`)
    else break
  }
  return { items, next }
}

/** Links to files beside the page lead nowhere here: their names stay. */
function link(text: string, href: string): Span {
  return /^https?:\/\//.test(href) ? { kind: 'link', text, href } : { kind: 'code', text }
}

export function inline(text: string): readonly Span[] {
  const spans: Span[] = []
  let rest = 0
  for (const match of text.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|(?<![\w*])[*_]([^*_]+)[*_](?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    if (match.index > rest) spans.push({ kind: 'text', text: text.slice(rest, match.index) })
    const [whole, code, strong, emphasis, label, href] = match
    if (code !== undefined) spans.push({ kind: 'code', text: code })
    else if (strong !== undefined) spans.push({ kind: 'strong', text: strong })
    else if (emphasis !== undefined) spans.push({ kind: 'emphasis', text: emphasis })
    else if (label !== undefined && href !== undefined) spans.push(link(label, href))
    rest = match.index + whole.length
  }
  if (rest < text.length) spans.push({ kind: 'text', text: text.slice(rest) })
  return spans
}
