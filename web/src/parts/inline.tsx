import { inline } from './markdown-blocks.ts'

/** One line in which names of code stand in backticks. */
export function Inline({ text }: { readonly text: string }) {
  return inline(text).map((span, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the spans of one line never change places.
    span.kind === 'code' ? <code key={i}>{span.text}</code> : span.text,
  )
}
