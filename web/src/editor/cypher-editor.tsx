// The editor for Cypher: highlighting, completion from the graph's schema, the error where it is, Ctrl-Enter to run.

import { autocompletion, type CompletionContext, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { bracketMatching } from '@codemirror/language'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { GraphSchema } from '../api/audit.ts'
import { completeCypher } from './completion.ts'
import { errorPlace } from './cypher-error.ts'
import { codeColours, codeFrame } from './highlight.ts'
import { loadLanguage } from './languages.ts'
import { undoable } from './undo.ts'

interface Props {
  readonly label: string
  readonly text: string
  readonly schema: GraphSchema | undefined
  /** What the API said of this text. */
  readonly error: string | undefined
  readonly onChange: (text: string) => void
  readonly onRun: () => void
}

export function CypherEditor({ label, text, schema, error, onChange, onRun }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const now = useRef({ text, schema, onChange, onRun })
  now.current = { text, schema, onChange, onRun }

  useEffect(() => {
    const parent = box.current
    if (!parent) return
    let dropped = false
    const start = async () => {
      const language = await loadLanguage('cypher')
      if (dropped) return
      view.current = new EditorView({
        parent,
        state: EditorState.create({
          doc: now.current.text,
          extensions: [
            keymap.of([
              { key: 'Mod-Enter', run: () => runNow(now.current.onRun) },
              { key: 'Enter', run: breakLine },
              ...closeBracketsKeymap,
            ]),
            undoable,
            language ?? [],
            lineNumbers(),
            lintGutter(),
            drawSelection(),
            highlightActiveLine(),
            bracketMatching(),
            closeBrackets(),
            placeholder('MATCH (r:Route)-[:TOUCHES]->(t:Table) RETURN r, t LIMIT 25'),
            autocompletion({ override: [(context) => complete(context, now.current.schema)], icons: false }),
            EditorView.lineWrapping,
            EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
            EditorView.updateListener.of((update) => {
              if (update.docChanged) now.current.onChange(update.state.doc.toString())
            }),
            codeColours,
            codeFrame,
          ],
        }),
      })
    }
    void start()
    return () => {
      dropped = true
      view.current?.destroy()
      view.current = null
    }
  }, [label])

  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === text) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
  }, [text])

  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const place = error === undefined ? undefined : errorPlace(error, editor.state.doc.toString())
    editor.dispatch(setDiagnostics(editor.state, error && place ? [{ ...place, severity: 'error', message: error }] : []))
  }, [error])

  return <div className="cypher-editor" ref={box} />
}

function runNow(run: () => void): boolean {
  run()
  return true
}

/** A new line keeps the indent of the one before. */
function breakLine(view: EditorView): boolean {
  const indent = /^\s*/.exec(view.state.doc.lineAt(view.state.selection.main.from).text)?.[0] ?? ''
  view.dispatch(view.state.replaceSelection(`\n${indent}`), { scrollIntoView: true, userEvent: 'input' })
  return true
}

function complete(context: CompletionContext, schema: GraphSchema | undefined) {
  const found = schema && completeCypher(context.state.doc.toString(), context.pos, schema)
  if (!found) return null
  return { from: found.from, options: found.options.map((option) => ({ ...option })), validFor: /^\w*$/ }
}
