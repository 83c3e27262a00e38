CREATE TABLE members (
  id bigserial PRIMARY KEY,
  email text NOT NULL UNIQUE,
  password_hash text NOT NULL
);
CREATE TABLE loans (
  id bigserial PRIMARY KEY,
  member_id bigint NOT NULL REFERENCES members (id),
  title text NOT NULL,
  due_at timestamptz
);
CREATE INDEX loans_member_id_idx ON loans (member_id);
