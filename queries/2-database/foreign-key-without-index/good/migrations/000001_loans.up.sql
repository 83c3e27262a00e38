CREATE TABLE members (
  id bigserial PRIMARY KEY
);
CREATE TABLE books (
  id bigserial PRIMARY KEY
);
CREATE TABLE loans (
  id bigserial PRIMARY KEY,
  member_id bigint NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  book_id bigint REFERENCES books (id),
  returned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX loans_member_id_idx ON loans (member_id, returned_at);
CREATE INDEX loans_book_id_idx ON loans (book_id) WHERE book_id IS NOT NULL;
