// Splits names, paths and SQL into the words that people type, and says how well a typed word meets one of them.

/** `GET /api/posts/:postId` → get api posts post id postid: camel humps and the whole name. */
export function wordsOf(text: string): readonly string[] {
  const words = new Set<string>()
  for (const piece of text.match(/[\p{L}\p{N}]+/gu) ?? []) {
    words.add(piece.toLowerCase())
    const humps = piece.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+/gu) ?? []
    if (humps.length > 1) for (const hump of humps) words.add(hump.toLowerCase())
  }
  return [...words]
}

/** 1 for the word itself, less for a prefix, a part, letters in order; 0 for none of them. */
export function wordMatch(typed: string, word: string): number {
  if (typed === word) return 1
  if (word.startsWith(typed)) return 0.8 + (0.1 * typed.length) / word.length
  // A plural or an ending typed on top of the word: "users" finds user.
  if (word.length >= 3 && typed.startsWith(word) && /^(s|es|d|ed)$/.test(typed.slice(word.length))) return 0.75
  if (typed.length >= 2 && word.includes(typed)) return 0.5 + (0.1 * typed.length) / word.length
  if (typed.length >= 3 && typed[0] === word[0] && isSubsequence(typed, word)) return 0.2 + (0.2 * typed.length) / word.length
  return 0
}

function isSubsequence(typed: string, word: string): boolean {
  let at = 0
  for (const letter of word) if (letter === typed[at]) at++
  return at === typed.length
}
