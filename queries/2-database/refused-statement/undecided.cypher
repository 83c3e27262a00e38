MATCH (q:Query)
WHERE q.errorDoubt IS NOT NULL OR q.dynamic = true
WITH CASE WHEN q.error IS NULL THEN 'a part of the text is known only at run time'
          WHEN q.dynamic = true THEN 'refused, and a part of the text is known only at run time' ELSE 'refused, and perhaps not where it runs' END AS reason, count(q) AS count
RETURN reason, count
ORDER BY reason, count
