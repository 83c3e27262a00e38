// Code to be read: highlighted, numbered as in its file, with one line marked.

import { EditorState, type Extension, RangeSetBuilder } from '@codemirror/state'
import { Decoration, EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { codeColours, codeFrame } from './highlight.ts'
import { loadLanguage } from './languages.ts'

interface Props {
  readonly label: string
  readonly text: string
  readonly language: string
  /** Number of the text's first line; without, lines have no numbers. */
  readonly first?: number
  readonly line?: number | undefined
  readonly endLine?: number | undefined
  readonly redacted?: readonly number[]
  readonly wrap?: boolean
}

/** Room above the marked line. */
const ABOVE = 60

export function CodeView({ label, text, language, first, line, endLine, redacted, wrap = false }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const parent = box.current
    if (!parent) return
    let view: EditorView | undefined
    let dropped = false
    const show = (highlighting: Extension) => {
      if (dropped) return
      const state = EditorState.create({
        doc: text,
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          first === undefined ? [] : lineNumbers({ formatNumber: (n) => String(n + first - 1) }),
          wrap ? EditorView.lineWrapping : [],
          marks(text, (first ?? 1) - 1, line, endLine, redacted),
          highlighting,
          codeColours,
          codeFrame,
        ],
      })
      view = new EditorView({ state, parent })
      const at = line === undefined ? undefined : line - (first ?? 1) + 1
      if (at === undefined || at < 1 || at > state.doc.lines) return
      const { from } = state.doc.line(at)
      // By hand, since CodeMirror would scroll everything around it as well.
      view.requestMeasure({
        read: (shown) => shown.lineBlockAt(from).top,
        write: (top, shown) => {
          shown.scrollDOM.scrollTop = top - ABOVE
        },
      })
    }
    loadLanguage(language).then(
      (found) => show(found ?? []),
      () => show([]),
    )
    return () => {
      dropped = true
      view?.destroy()
    }
  }, [label, text, language, first, line, endLine, redacted, wrap])
  return <div className="code-view" ref={box} />
}

function marks(
  text: string,
  before: number,
  line: number | undefined,
  endLine: number | undefined,
  redacted: readonly number[] = [],
): Extension {
  const state = EditorState.create({ doc: text })
  const builder = new RangeSetBuilder<Decoration>()
  for (let n = 1; n <= state.doc.lines; n++) {
    const own = n + before
    const { from } = state.doc.line(n)
    const classes = [
      own === line && 'cm-marked-line',
      line !== undefined && endLine !== undefined && own > line && own <= endLine && 'cm-span-line',
      redacted.includes(own) && 'cm-redacted-line',
    ].filter(Boolean)
    if (classes.length) builder.add(from, from, Decoration.line({ class: classes.join(' ') }))
  }
  return EditorView.decorations.of(builder.finish())
}
