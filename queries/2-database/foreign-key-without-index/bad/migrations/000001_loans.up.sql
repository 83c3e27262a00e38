CREATE TABLE members (
  id bigserial PRIMARY KEY
);
CREATE TABLE books (
  id bigserial PRIMARY KEY
);
CREATE TABLE loans (
  id bigserial PRIMARY KEY,
  member_id bigint NOT NULL REFERENCES members (id) ON DELETE CASCADE, -- want "`loans` has no index on (member_id): each row deleted from `members` reads all of `loans` for the rows that it deletes, and the application deletes such rows"
  book_id bigint REFERENCES books (id), -- want "`loans` has no index on (book_id): each row deleted from `books` reads all of `loans` for the rows that it must not leave behind."
  returned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
