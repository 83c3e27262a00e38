CREATE EXTENSION IF NOT EXISTS pg_search;
CREATE INDEX pets_search ON pets USING bm25 (id) WITH (key_field = 'id');
