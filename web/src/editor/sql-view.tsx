// A statement, highlighted.

import { CodeView } from './code-view.tsx'

export function SqlView({ label, text }: { readonly label: string; readonly text: string }) {
  return <CodeView label={label} text={text} language="sql" wrap />
}
