-- The extension stays: others may use it.
DROP INDEX IF EXISTS pets_search;
