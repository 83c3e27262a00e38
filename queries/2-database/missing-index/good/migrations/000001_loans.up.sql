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
  barcode text NOT NULL,
  returned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX loans_barcode_key ON loans (barcode);
CREATE INDEX loans_created_at_idx ON loans (created_at DESC);
CREATE INDEX loans_member_id_idx ON loans (member_id, returned_at);
CREATE INDEX loans_book_id_idx ON loans (book_id) WHERE book_id IS NOT NULL;
