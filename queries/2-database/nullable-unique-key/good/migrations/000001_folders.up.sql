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
