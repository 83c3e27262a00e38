// The small part of Markdown that audit pages are written in: headings, paragraphs, lists, code, emphasis, links.

import { Fragment, type ReactNode } from 'react'
import { type Block, blocks, inline, type Span } from './markdown-blocks.ts'

export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="markdown">
      {blocks(text).map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one text never change places.
        <Fragment key={i}>{show(block)}</Fragment>
      ))}
    </div>
  )
}

function show(block: Block): ReactNode {
  switch (block.kind) {
    case 'heading':
      return block.level <= 1 ? <h2>{spans(block.text)}</h2> : <h3>{spans(block.text)}</h3>
    case 'paragraph':
      return <p>{spans(block.text)}</p>
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const items = block.items.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of one list never change places.
        <li key={i}>{spans(item)}</li>
      ))
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
  }
}

function spans(text: string): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the spans of one line never change places.
  return inline(text).map((span, i) => <Fragment key={i}>{showSpan(span)}</Fragment>)
}

function showSpan(span: Span): ReactNode {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'code':
      return <code>{span.text}</code>
    case 'strong':
      return <strong>{span.text}</strong>
    case 'emphasis':
      return <em>{span.text}</em>
    case 'link':
      return (
        <a href={span.href} target="_blank" rel="noreferrer">
          {span.text}
        </a>
      )
  }
}
