// What can be done to the picture, and to the chosen node in it.

import type { RefObject } from 'react'
import type { Canvas } from '../graph/canvas.ts'
import type { DisplayNode } from '../graph/display.ts'
import { keyOf } from '../graph/edits.ts'
import type { PictureLayout } from '../state/place.ts'
import type { PictureState } from './use-picture.ts'

interface Props {
  readonly picture: PictureState
  readonly selected: DisplayNode | undefined
  readonly layout: PictureLayout
  readonly onLayout: (layout: PictureLayout) => void
  readonly canvas: RefObject<Canvas | null>
  readonly onFit: () => void
  readonly legend: boolean
  readonly onLegend: () => void
}

export function PictureToolbar({ picture, selected, layout, onLayout, canvas, onFit, legend, onLegend }: Props) {
  const key = selected ? keyOf(selected.id) : ''
  const folded = selected?.kind === 'node' && selected.folded !== undefined
  return (
    <div className="picture-toolbar" role="toolbar" aria-label="Picture">
      <fieldset className="segments" aria-label="Layout">
        <button type="button" aria-pressed={layout === 'lanes'} onClick={() => onLayout('lanes')}>
          Lanes
        </button>
        <button type="button" aria-pressed={layout === 'free'} onClick={() => onLayout('free')}>
          Free
        </button>
      </fieldset>
      <fieldset className="tools" aria-label="Chosen node">
        {selected?.kind === 'group' ? (
          <Tool name="Open group" hint="E" onClick={() => picture.edit({ kind: 'open', key })} />
        ) : (
          <Tool name="Expand" hint="E" disabled={!selected} onClick={() => picture.edit({ kind: 'expand', key })} />
        )}
        <Tool
          name={folded ? 'Unfold' : 'Collapse'}
          hint="C"
          disabled={selected?.kind !== 'node'}
          onClick={() => picture.edit({ kind: folded ? 'unfold' : 'collapse', key })}
        />
        <Tool name="Hide" hint="H" disabled={selected?.kind !== 'node'} onClick={() => picture.edit({ kind: 'hide', key })} />
        {picture.hidden > 0 && <Tool name={`Show ${picture.hidden} hidden`} hint="R" onClick={() => picture.edit({ kind: 'reveal' })} />}
      </fieldset>
      <fieldset className="tools" aria-label="History">
        <Tool name="Undo" hint="Ctrl Z" disabled={!picture.canUndo} onClick={picture.undo} />
        <Tool name="Redo" hint="Ctrl Y" disabled={!picture.canRedo} onClick={picture.redo} />
      </fieldset>
      <fieldset className="tools tools-end" aria-label="View">
        <Tool name="Tidy" hint="T" onClick={() => picture.edit({ kind: 'tidy' })} />
        <Tool name="Fit" hint="F" onClick={onFit} />
        <Tool name="−" label="Zoom out" hint="-" onClick={() => canvas.current?.zoomBy(1 / 1.2)} />
        <Tool name="+" label="Zoom in" hint="+" onClick={() => canvas.current?.zoomBy(1.2)} />
        <button type="button" className="tool" aria-pressed={legend} onClick={onLegend}>
          Legend
        </button>
      </fieldset>
    </div>
  )
}

interface ToolProps {
  readonly name: string
  readonly label?: string
  readonly hint: string
  readonly disabled?: boolean
  readonly onClick: () => void
}

function Tool({ name, label, hint, disabled = false, onClick }: ToolProps) {
  return (
    <button type="button" className="tool" aria-label={label} title={`${label ?? name} (${hint})`} disabled={disabled} onClick={onClick}>
      {name}
    </button>
  )
}
