// Marks that say one thing each, by shape as well as by colour: severity, guard, rate limit, method.

import { type Auth, type RateLimit, SEVERITIES, type Severity } from '../api/words.ts'

const BARS = [1, 2, 3, 4]

export function SeverityMark({ severity, word = false }: { readonly severity: Severity; readonly word?: boolean }) {
  const level = SEVERITIES.length - SEVERITIES.indexOf(severity)
  return (
    <span className={`severity severity-${severity}`} title={word ? undefined : severity}>
      <svg viewBox="0 0 15 12" width="15" height="12" aria-hidden="true">
        {BARS.map((bar) => (
          <rect key={bar} x={(bar - 1) * 4} y={12 - bar * 3} width="3" height={bar * 3} className={bar <= level ? 'bar-on' : 'bar-off'} />
        ))}
      </svg>
      {word ? <span>{severity}</span> : <span className="sr-only">{severity}</span>}
    </span>
  )
}

export const AUTH_WORDS: Readonly<Record<Auth, string>> = {
  required: 'sign-in required',
  optional: 'sign-in optional',
  none: 'no guard',
  unknown: 'guard unknown',
}

export const LIMIT_WORDS: Readonly<Record<RateLimit, string>> = {
  route: 'own limiter',
  global: 'global limiter only',
  none: 'no limiter',
  unknown: 'limiter unknown',
}

/** A closed ring asks everyone in; half a ring asks, and lets pass; an open one is no guard; a hatched one is not known. */
export function GuardMark({ auth, word, title }: { readonly auth: Auth; readonly word?: string; readonly title?: string | undefined }) {
  return (
    <span className={`guard guard-${auth}`} title={title ?? AUTH_WORDS[auth]}>
      <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
        {auth === 'none' ? <path d="M9.5 2.6 A5 5 0 1 0 11.4 9.5" className="ring" /> : <circle cx="7" cy="7" r="5" className="ring" />}
        {auth === 'required' && <circle cx="7" cy="7" r="2.6" className="fill" />}
        {auth === 'optional' && <path d="M7 2 A5 5 0 0 0 7 12 Z" className="fill" />}
        {auth === 'unknown' && <path d="M3.2 9 L9 3.2 M4.6 11 L11 4.6" className="ring thin" />}
      </svg>
      {word === undefined ? <span className="sr-only">{AUTH_WORDS[auth]}</span> : <span>{word}</span>}
    </span>
  )
}

/** A wave that is cut: at the route, for all, not at all, not known. */
export function LimitMark({
  limit,
  word,
  title,
}: {
  readonly limit: RateLimit
  readonly word?: string
  readonly title?: string | undefined
}) {
  return (
    <span className={`limit limit-${limit}`} title={title ?? LIMIT_WORDS[limit]}>
      <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
        <path d="M1.5 12.5 H12.5" className="ring" />
        {limit === 'route' && <path d="M1.5 4 H12.5 M4 12 V7 M7 12 V7 M10 12 V7" className="ring" />}
        {limit === 'global' && <path d="M1.5 4 H12.5" className="ring dash" />}
        {limit === 'none' && <path d="M4 12 V4 M7 12 V2 M10 12 V5" className="ring" />}
        {limit === 'unknown' && <path d="M2 10 L9 3 M6 10 L12 4" className="ring thin" />}
      </svg>
      {word === undefined ? <span className="sr-only">{LIMIT_WORDS[limit]}</span> : <span>{word}</span>}
    </span>
  )
}

export function Method({ method }: { readonly method: string }) {
  return <span className={`method method-${method === '*' ? 'any' : method.toLowerCase()}`}>{method === '*' ? 'ANY' : method}</span>
}

/** A path with its parameters set apart. */
export function RoutePath({ path }: { readonly path: string }) {
  return (
    <span className="route-path">
      {path.split(/(:[A-Za-z_]\w*|\*)/).map((part, i) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one path never change places.
        part.startsWith(':') || part === '*' ? <em key={i}>{part}</em> : part,
      )}
    </span>
  )
}
