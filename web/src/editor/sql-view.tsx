// A statement, formatted and highlighted.

import { useMemo } from 'react'
import { CodeView } from './code-view.tsx'
import { formatSql } from './format-sql.ts'

export function SqlView({ label, text }: { readonly label: string; readonly text: string }) {
  const formatted = useMemo(() => formatSql(text), [text])
  return <CodeView label={label} text={formatted} language="sql" wrap />
}
