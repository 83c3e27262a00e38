CREATE TABLE members (
  id bigserial PRIMARY KEY
);
CREATE TABLE books (
  id bigserial PRIMARY KEY
);
CREATE TABLE loans (
  id bigserial PRIMARY KEY,
  member_id bigint NOT NULL REFERENCES members (id) ON DELETE CASCADE, -- want "`loans` has no index on (member_id)"
  book_id bigint REFERENCES books (id), -- want "`loans` has no index on (book_id)"
  barcode text NOT NULL,
  returned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
