// Struct tags as GORM reads them.

/** `ParseTagSetting`: names in capitals; a name without value is its own value. */
export function parseSettings(text: string, separator: string): Map<string, string> {
  const settings = new Map<string, string>()
  const pieces = text.split(separator)
  for (let i = 0; i < pieces.length; i++) {
    let piece = pieces[i] ?? ''
    while (piece.endsWith('\\') && i + 1 < pieces.length) piece = piece.slice(0, -1) + separator + pieces[++i]
    const colon = piece.indexOf(':')
    const key = (colon < 0 ? piece : piece.slice(0, colon)).trim().toUpperCase()
    if (colon >= 0) settings.set(key, piece.slice(colon + 1).replaceAll('\\"', '"'))
    else if (key !== '') settings.set(key, key)
  }
  return settings
}

export function isTrue(...values: readonly (string | undefined)[]): boolean {
  return values.some((v) => v !== undefined && v !== '' && v.toLowerCase() !== 'false')
}

export const listOf = (value: string | undefined): readonly string[] => (value ? value.split(',').map((v) => v.trim()) : [])
