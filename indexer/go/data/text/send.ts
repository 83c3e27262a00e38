// A text on its way to the database, as an effect. A text that is a parameter is what the callers hand in: the statement
// belongs to the function that knows it, and the summary enters the helper once for each caller (evaluate/summary.ts).

import type { BuilderCall, Site } from '../../evaluate/events.ts'
import { type Frame, isInlined, nestSites, type Run } from '../../evaluate/frame.ts'
import type { LibraryCall } from '../../library/model.ts'
import type { FunctionEntity } from '../../program.ts'
import { asLateText, constantText, isModel, options, placeKey, type Value } from '../../values.ts'

/** A statement that was prepared: what `Prepare` gives. */
export interface PreparedState {
  readonly library: string
  readonly text: Value
  readonly words: string
  readonly transaction: boolean
}

/** Gives the place of the statement. */
export function send(call: LibraryCall, library: string, calls: readonly BuilderCall[], given: Site = call.site): string {
  const { run, frame } = call
  const text = calls[0]?.args[0]
  const owners = text ? parametersIn(text) : []
  const from = place(frame.fn, given)
  if (owners.length > 0) noteOwners(run, from, owners)
  const { fn, site, through } = attribute(run, frame, given, from)
  run.record({
    kind: 'effect',
    fn,
    site,
    effect: {
      kind: 'statement',
      library: nameOf(library, text),
      calls,
      root: call.receiver ?? { kind: 'nil', type: { kind: 'unknown' } },
      transaction: given.inTransaction,
    },
    open: owners.length > 0,
    inlined: isInlined(run, frame),
    through,
  })
  return place(fn, site)
}

/** Libraries whose builders become texts: the models of these. */
const BUILDERS = ['squirrel', 'goqu', 'sqlbuilder']

/** sqlc signs its texts. */
function nameOf(library: string, text: Value | undefined): string {
  // A chain that was made a text goes to whichever handle; what it says its own layer writes.
  if (isModel(text, ...BUILDERS)) return text.model
  const constant = text ? constantText(text) : undefined
  return constant !== undefined && /^\s*-- name: \w+ :\w+/.test(constant) ? 'sqlc' : library
}

export const place = (fn: FunctionEntity, site: Site): string => placeKey(fn, site.at)

/** Functions of whose parameters a text is made. */
export function parametersIn(value: Value): readonly FunctionEntity[] {
  return options(value).flatMap((v): readonly FunctionEntity[] => {
    if (v.kind === 'string') return v.parts.flatMap((p) => (typeof p === 'string' ? [] : parametersIn(p.value)))
    if (isModel(v, ...BUILDERS))
      return (v.state as { calls: readonly BuilderCall[] }).calls
        .slice(0, 1)
        .flatMap((c) => (c.name === 'Unknown' && c.args[0] ? parametersIn(c.args[0]) : []))
    const late = asLateText(v)
    if (late) return parametersIn(late.of)
    return v.kind === 'symbolic' && v.origin.kind === 'parameter' && v.origin.index >= 0 ? [v.origin.fn] : []
  })
}

function noteOwners(run: Run, from: string, owners: readonly FunctionEntity[]): void {
  const known = run.textOwners.get(from) ?? new Set()
  for (const owner of owners) known.add(owner)
  run.textOwners.set(from, known)
}

/** The function that handed the text in, and the places that it went through. */
function attribute(run: Run, frame: Frame, given: Site, from: string): { fn: FunctionEntity; site: Site; through: readonly string[] } {
  let found = { fn: frame.fn, site: given, through: [] as readonly string[] }
  const owners = run.textOwners.get(from)
  if (!owners) return found
  let site = given
  const through: string[] = []
  for (let at: Frame | undefined = frame; at?.parent; at = at.parent) {
    through.push(place(at.fn, site))
    if (at.callSite) site = nestSites(at.callSite, site)
    if (owners.has(at.fn)) found = { fn: at.parent.fn, site, through: [...through] }
  }
  return found
}
