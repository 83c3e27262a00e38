CREATE TABLE loans (
  id bigserial PRIMARY KEY,
  member_id bigint NOT NULL,
  book_id bigint,
  barcode text NOT NULL,
  returned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX loans_barcode_key ON loans (barcode);
CREATE INDEX loans_created_at_idx ON loans (created_at DESC);
