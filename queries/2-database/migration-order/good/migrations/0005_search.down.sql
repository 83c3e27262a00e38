DROP INDEX IF EXISTS pets_search;
