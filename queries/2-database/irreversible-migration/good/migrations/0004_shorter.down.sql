-- irreversible: the colors are gone
SELECT 1;
