CREATE TABLE books (
  id bigserial PRIMARY KEY,
  title text NOT NULL,
  shelf_id bigint NOT NULL,
  borrowed integer NOT NULL DEFAULT 0
);

CREATE TABLE loans (
  id bigserial PRIMARY KEY,
  book_id bigint NOT NULL REFERENCES books (id),
  returned boolean NOT NULL DEFAULT false
);

CREATE INDEX loans_book_id ON loans (book_id);
