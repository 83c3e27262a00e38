CREATE TABLE recipes (
  id bigserial PRIMARY KEY,
  author_id text NOT NULL,
  title text NOT NULL
);
