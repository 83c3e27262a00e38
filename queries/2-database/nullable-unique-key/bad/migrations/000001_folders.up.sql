CREATE TABLE folders (
  id bigserial PRIMARY KEY,
  owner_id bigint NOT NULL,
  parent_id bigint REFERENCES folders (id),
  name text NOT NULL,
  UNIQUE (owner_id, parent_id, name) -- want "does not hold for rows whose `parent_id` is NULL, and the code looks for such rows"
);
CREATE INDEX folders_parent_idx ON folders (parent_id);
CREATE TABLE members (
  id bigserial PRIMARY KEY,
  tenant bigint NOT NULL,
  email text NOT NULL,
  deleted_at timestamptz
);
CREATE UNIQUE INDEX members_email_key ON members (tenant, email, deleted_at); -- want "holds `deleted_at`, which is NULL in every row that is not deleted"
CREATE TABLE tallies (
  page text NOT NULL,
  referrer text,
  hits bigint NOT NULL DEFAULT 0,
  UNIQUE (page, referrer) -- want "relies on the unique key `tallies_page_referrer_key` (page, referrer)"
);
CREATE TABLE tags (
  id bigserial PRIMARY KEY,
  name text NOT NULL,
  photo_id bigint,
  album_id bigint,
  CHECK (num_nonnulls(photo_id, album_id) = 1),
  UNIQUE (photo_id, album_id, name) -- want "does not hold for rows whose `album_id` or `photo_id` is NULL."
);
CREATE TABLE views (
  page text NOT NULL,
  variant text DEFAULT '',
  hits bigint NOT NULL DEFAULT 0,
  UNIQUE (page, variant) -- want /The unique key `views_page_variant_key` .* does not hold for rows whose `variant` is NULL\.$/
);
