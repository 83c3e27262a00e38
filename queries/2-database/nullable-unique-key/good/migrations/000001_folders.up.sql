CREATE TABLE folders (
  id bigserial PRIMARY KEY,
  owner_id bigint NOT NULL,
  parent_id bigint REFERENCES folders (id),
  name text NOT NULL,
  UNIQUE (owner_id, parent_id, name)
);
CREATE UNIQUE INDEX folders_root_key ON folders (owner_id, name) WHERE parent_id IS NULL;
CREATE INDEX folders_parent_idx ON folders (parent_id);
CREATE TABLE members (
  id bigserial PRIMARY KEY,
  tenant bigint NOT NULL,
  email text NOT NULL,
  deleted_at timestamptz
);
CREATE UNIQUE INDEX members_email_key ON members (tenant, email) WHERE deleted_at IS NULL;
CREATE TABLE tallies (
  page text NOT NULL,
  referrer text,
  hits bigint NOT NULL DEFAULT 0,
  UNIQUE NULLS NOT DISTINCT (page, referrer)
);
-- One of several subjects, each with a key of its own.
CREATE TABLE tags (
  id bigserial PRIMARY KEY,
  name text NOT NULL,
  photo_id bigint,
  album_id bigint,
  UNIQUE (photo_id, name),
  UNIQUE (album_id, name)
);
-- The schema says when there is none.
CREATE TABLE tickets (
  id bigserial PRIMARY KEY,
  queue_id bigint NOT NULL,
  topic text,
  closed boolean NOT NULL DEFAULT false,
  CHECK (closed = (topic IS NULL)),
  UNIQUE (queue_id, topic)
);
