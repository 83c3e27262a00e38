// What the conditions of a way say of the caller: a credential that is missing, one that is there, an identity that is proven.

import type { Exit } from './guard-exits.ts'
import type { GuardNotes } from './guard-paths.ts'

/** A way taken because no credential was there, or none that holds. */
export function isMissing(condition: string): boolean {
  return (
    !condition.startsWith('!(') &&
    /==\s*""|(?<!\berr\w*\s*)==\s*nil\b|len\([^)]*\)\s*==\s*0|\berr\w*\s*!=\s*nil|(^|\|\|\s*|&&\s*)!(ok|found|exists|valid|\w+\.Valid|strings\.HasPrefix)\b/.test(
      condition,
    )
  )
}

/** A way taken because a credential was there, or held. */
function isPresent(condition: string): boolean {
  const [, negated] = /^!\((.*)\)$/s.exec(condition) ?? []
  if (negated !== undefined) return isMissing(negated)
  return /!=\s*""|(?<!\berr\w*\s*)!=\s*nil\b|\berr\w*\s*==\s*nil\b|len\([^)]*\)\s*(>|!=)\s*0|(^|&&\s*)(ok|found|exists|valid|\w+\.Valid|strings\.HasPrefix)\b/.test(
    condition,
  )
}

/** A refusal of 403 is about who asks only if that is known: a header that was read may as well be a check of its form. */
export const knowsCaller = (notes: GuardNotes, passes: readonly Exit[]): boolean =>
  readsLocals(notes) || provenIdentity(notes, passes) !== undefined

export const readsLocals = (notes: GuardNotes): boolean => [...notes.inputs].some((i) => i.startsWith('locals '))

const IDENTITY_WORDS = /user|auth|session|token|claims|principal|account|identity|login|uid/i

/**
 * Every way on stands under an identity that is there: the condition of one. Whatever the others are answered, they are
 * refused. That nothing went wrong (`err == nil`) proves nobody, unless the condition itself speaks of who it is.
 */
export function provenIdentity(notes: GuardNotes, passes: readonly Exit[]): string | undefined {
  const kept = [...notes.inputs].some((i) => i.startsWith('locals ') && IDENTITY_WORDS.test(i))
  let first: string | undefined
  for (const { conditions } of passes) {
    const proof = conditions.find((c) => isPresent(c) && (IDENTITY_WORDS.test(c) || (kept && !/\berr/.test(c))))
    if (proof === undefined) return undefined
    first ??= proof
  }
  return first
}

/** Refused for want of something, so that those who lack it do not pass. */
export const isForWant = ({ conditions }: Exit): boolean => conditions.some(isMissing) || conditions.some((c) => /^!\w+$/.test(c))

/** All refusals stand under a credential that is there, and requests without it pass: that condition. */
export function passesUnasked(refusals: readonly Exit[], passes: readonly Exit[]): string | undefined {
  let first: string | undefined
  for (const { conditions } of refusals) {
    // A bare `ok` may speak of an error that is there.
    const given = conditions.find((c) => isPresent(c) && !/^!?\(?\w+\)?$/.test(c) && passes.some((p) => !p.conditions.includes(c)))
    if (given === undefined) return undefined
    first ??= given
  }
  return first
}
