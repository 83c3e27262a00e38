// Names as ent's generator forms them: entc/gen/func.go.

const ACRONYMS = new Set(
  'ACL API ASCII AWS CPU CSS DNS EOF GB GUID HCL HTML HTTP HTTPS ID IP JSON KB LHS MAC MB QPS RAM RHS RPC SLA SMTP SQL SSH SSO TCP TLS TTL UDP UI UID URI URL UTF8 UUID VM XML XMPP XSRF XSS'.split(
    ' ',
  ),
)

export const pascal = (name: string): string =>
  name
    .split(/[_\-\s]+/)
    .filter((w) => w !== '')
    .map((w) => (ACRONYMS.has(w.toUpperCase()) ? w.toUpperCase() : w.charAt(0).toUpperCase() + w.slice(1)))
    .join('')

export function snake(name: string): string {
  const upper = (c: string) => /\p{Lu}/u.test(c)
  const lower = (c: string) => /\p{Ll}/u.test(c)
  let last = 0
  let result = ''
  for (let i = 0; i < name.length; i++) {
    const c = name.charAt(i)
    const before = name.charAt(i - 1)
    if (i > 0 && i < name.length - 1 && upper(c))
      if (lower(before) || (last !== i - 1 && lower(name.charAt(i + 1)) && /\p{L}/u.test(before))) {
        last = i
        result += '_'
      }
    result += c.toLowerCase()
  }
  return result
}
