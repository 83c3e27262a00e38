// What the text of a down migration says of itself: that it does nothing, or that there is no way back.

const SAID =
  /irreversib|not\s+(?:be\s+)?revers|can(?:no|'|’)t\s+(?:be|go|migrate|revert|undo|roll|restore)|no[- ]?op\b|nothing\s+to\s+(?:do|revert|undo|roll)|intentional|one[- ]way|no\s+(?:down|rollback|way\s+back)|forward[- ]only|not\s+supported|do(?:es)?\s+not\s+(?:remove|revert|support)/i
/** Beside the statements of the step, where a comment may speak of anything. */
export const SAID_ABOVE = /irreversib|not\s+(?:be\s+)?revers|forward[- ]only|one[- ]way/i
const COMMENT = /--[^\n]*|\/\*[\s\S]*?\*\//g

/** Without comments, markers of runners and what does nothing. */
export function doesNothing(sql: string): boolean {
  const rest = sql.replace(COMMENT, ' ').replace(/\b(?:select\s+(?:1|true|null|now\(\))|begin|commit)\b/gi, ' ')
  return rest.replace(/[\s;]/g, '') === ''
}

/** A value of an enum cannot be dropped, and one that may be there already does no harm when it stays. */
const STAYS = /\balter\s+type\s+[^;']+?\s+add\s+value\s+if\s+not\s+exists\s+'/gi

/** Of the schema there is nothing to take back: an empty way back says so of the rows. */
export const changesRowsOnly = (sql: string): boolean =>
  !/\b(?:create|alter|drop|truncate|grant|revoke|rename|comment\s+on)\s+[a-z"]/i.test(sql.replace(COMMENT, ' ').replace(STAYS, "'"))

export const saysSo = (sql: string | undefined, said = SAID): boolean => (sql?.match(COMMENT) ?? []).some((comment) => said.test(comment))
