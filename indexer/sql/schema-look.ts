// One question to Postgres' catalog that tells everything a migration can make or unmake, as rows of kind, name and definition; what
// extensions brought is left out, and so are the order of columns and partitions: which ones there are depends on the day.

const OWN = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`
const member = (catalog: string, oid: string) =>
  `EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`
const NAME = `CASE WHEN n.nspname = 'public' THEN c.relname::text ELSE n.nspname || '.' || c.relname END`

export const LOOK = `
WITH rel AS MATERIALIZED (
  SELECT c.oid, c.relkind, ${NAME} AS name, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${OWN} AND NOT c.relispartition AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND NOT ${member('pg_class', 'c.oid')}
)
SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, name,
  CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) ELSE relrowsecurity::text END AS definition
FROM rel
UNION ALL
SELECT 'column', r.name || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
  CASE WHEN a.attidentity <> '' THEN 'IDENTITY' END, CASE WHEN a.attgenerated = '' THEN 'DEFAULT ' ELSE 'GENERATED ' END || pg_get_expr(d.adbin, d.adrelid))
FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
WHERE r.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'constraint', r.name || '.' || k.conname, pg_get_constraintdef(k.oid) FROM rel r JOIN pg_constraint k ON k.conrelid = r.oid WHERE k.contype IN ('p', 'f', 'u', 'c', 'x')
UNION ALL
SELECT 'index', r.name || '.' || i.relname, pg_get_indexdef(x.indexrelid) FROM rel r JOIN pg_index x ON x.indrelid = r.oid JOIN pg_class i ON i.oid = x.indexrelid
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'trigger', r.name || '.' || t.tgname, pg_get_triggerdef(t.oid) FROM rel r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT 'policy', r.name || '.' || p.polname, concat_ws(' ', p.polcmd::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) FROM rel r JOIN pg_policy p ON p.polrelid = r.oid
UNION ALL
SELECT 'type', t.oid::regtype::text, coalesce((SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), format_type(t.typbasetype, t.typtypmod))
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${OWN} AND t.typtype IN ('e', 'd') AND NOT ${member('pg_type', 't.oid')}
UNION ALL
SELECT 'function', p.oid::regprocedure::text, regexp_replace(regexp_replace(p.prosrc, '--[^\\n]*|\\s+', ' ', 'g'), '\\s*([(),;])\\s*', '\\1', 'g') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OWN} AND NOT ${member('pg_proc', 'p.oid')}
UNION ALL
SELECT 'schema', n.nspname, '' FROM pg_namespace n WHERE ${OWN} AND NOT ${member('pg_namespace', 'n.oid')}
`
