CREATE TABLE books (
  id bigserial PRIMARY KEY,
  title text NOT NULL,
  shelf text NOT NULL,
  printed_at timestamptz
);
