import type { ReactNode } from 'react'
import { go } from '../state/location.ts'
import { formatPlace, type Place } from '../state/place.ts'

interface Props {
  readonly to: Place
  readonly children: ReactNode
  readonly className?: string | undefined
  readonly title?: string | undefined
  readonly current?: boolean | undefined
}

/** A real link, which a plain click follows without loading the page anew. */
export function Link({ to, children, className, title, current }: Props) {
  return (
    <a
      href={formatPlace(to)}
      className={className}
      title={title}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        go(to)
      }}
    >
      {children}
    </a>
  )
}
