CREATE TABLE members (
  id bigserial PRIMARY KEY,
  email text NOT NULL UNIQUE,
  password_hash text NOT NULL
);
CREATE TABLE notes (
  id bigserial PRIMARY KEY,
  body text NOT NULL
);
