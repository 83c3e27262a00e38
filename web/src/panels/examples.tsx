// What to ask, before anything was asked: examples, and the words of the graph.

import type { GraphSchema } from '../api/audit.ts'

const EXAMPLES: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'Routes that write a table without a guard',
    text: `MATCH (r:Route)-[t:TOUCHES]->(x:Table)\nWHERE r.auth = 'none' AND t.mode = 'write'\nRETURN r, x\nORDER BY r.path, x.name`,
  },
  {
    title: 'Calls in a loop that reach a statement',
    text: `MATCH (f:Function)-[e:EXECUTES]->(q:Query)\nWHERE e.loopDepth > 0\nRETURN f, q, e.loopBound\nORDER BY f.id, q.id\nLIMIT 50`,
  },
  {
    title: 'Tables and the routes that reach them',
    text: `MATCH (r:Route)-[:TOUCHES]->(t:Table)\nRETURN t.name AS name, count(DISTINCT r) AS routes\nORDER BY routes DESC, name`,
  },
  {
    title: 'What could not be resolved',
    text: `MATCH (d:Diagnostic)\nRETURN d.stage AS stage, d.reason AS reason, count(*) AS times\nORDER BY times DESC, stage, reason`,
  },
]

interface Props {
  readonly schema: GraphSchema | undefined
  readonly onChoose: (text: string) => void
}

export function Examples({ schema, onChoose }: Props) {
  return (
    <div className="examples">
      <section>
        <h2>To begin with</h2>
        <ul>
          {EXAMPLES.map(({ title, text }) => (
            <li key={title}>
              <button type="button" onClick={() => onChoose(text)}>
                <b>{title}</b>
                <code>{text}</code>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {schema && (
        <section>
          <h2>Words of the graph</h2>
          <dl className="words">
            {schema.labels.map((label) => (
              <div key={label.name}>
                <dt>(:{label.name})</dt>
                <dd>{label.description}</dd>
              </div>
            ))}
            {schema.relationships.map((relationship) => (
              <div key={relationship.name}>
                <dt>[:{relationship.name}]</dt>
                <dd>
                  {relationship.description} <span>{`${relationship.from.join('|')} → ${relationship.to.join('|')}`}</span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  )
}
