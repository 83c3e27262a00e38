// @id the-folder-name
// @title What is wrong, in a few words
// @severity medium
// @confidence high
// @checklist none
// @requires Function
// @impact What happens in production, in a sentence.

MATCH (f:Function)
WHERE f.name = 'changeMe'
RETURN [f.id] AS anchors, f.file AS file, f.line AS line,
  '`' + f.name + '` still has the name of the template.' AS message,
  'Rename `' + f.name + '` at ' + f.file + ':' + toString(f.line) + '.' AS fix,
  [f.id] AS path
ORDER BY file, line, anchors
