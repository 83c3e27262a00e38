// All keys on one sheet.

import { useEffect, useRef, useState } from 'react'
import { GO_TO, useShortcut } from '../state/shortcuts.ts'
import './help.css'

const KEYS: readonly { readonly title: string; readonly rows: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Anywhere',
    rows: [
      ['/  or  Ctrl K', 'search everything'],
      ['?', 'this sheet'],
      ['Esc', 'close, or let go of the chosen node'],
      ...Object.entries(GO_TO).map(([letter, { name }]) => [`g ${letter}`, name] as const),
    ],
  },
  {
    title: 'In a picture',
    rows: [
      ['← →', 'along the edges'],
      ['↑ ↓', 'within the column'],
      ['Enter', 'open the node: details and source'],
      ['e', 'expand; open a group'],
      ['c', 'collapse what hangs on the node, or unfold it'],
      ['h', 'hide the node'],
      ['r', 'show what was hidden'],
      ['Ctrl Z  Ctrl Y', 'undo and redo'],
      ['t', 'tidy: lay everything out afresh'],
      ['f  +  −', 'fit, zoom in, zoom out'],
    ],
  },
  {
    title: 'In the Cypher editor',
    rows: [
      ['Ctrl Enter', 'run'],
      ['Ctrl Space', 'complete a label, relationship or property'],
    ],
  },
]

export function Help() {
  const [open, setOpen] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)
  useShortcut('help', () => setOpen((before) => !before))
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <>
      <button type="button" className="icon-button" aria-label="Keyboard help" title="Keyboard help (?)" onClick={() => setOpen(true)}>
        ?
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a dialog by itself. */}
      <dialog
        ref={dialog}
        className="help"
        aria-label="Keyboard help"
        onClose={() => setOpen(false)}
        onClick={(event) => {
          if (event.target === event.currentTarget) setOpen(false)
        }}
      >
        <div className="help-sheet">
          <header>
            <h2>Keys</h2>
            <button type="button" className="button button-small" onClick={() => setOpen(false)}>
              Close
            </button>
          </header>
          <div className="help-columns">
            {KEYS.map(({ title, rows }) => (
              <section key={title}>
                <h3>{title}</h3>
                <dl>
                  {rows.map(([key, does]) => (
                    <div key={key}>
                      <dt>
                        <kbd>{key}</kbd>
                      </dt>
                      <dd>{does}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </div>
      </dialog>
    </>
  )
}
