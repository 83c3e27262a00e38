MATCH (g:Goroutine)
WHERE coalesce(g.ends, 'unknown') = 'unknown'
RETURN 'what ends the goroutine is not known' AS reason, count(g) AS count
ORDER BY reason, count
