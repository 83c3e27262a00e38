CREATE TABLE loans (
  id bigserial PRIMARY KEY,
  member_id bigint NOT NULL,
  book_id bigint,
  barcode text NOT NULL,
  returned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
