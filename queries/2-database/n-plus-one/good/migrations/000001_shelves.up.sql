CREATE TABLE shelves (
  id bigserial PRIMARY KEY,
  name text NOT NULL
);
CREATE TABLE books (
  id bigserial PRIMARY KEY,
  shelf_id bigint NOT NULL REFERENCES shelves (id),
  title text NOT NULL
);
CREATE INDEX books_shelf_id_idx ON books (shelf_id);
