CREATE TABLE hotels (
  id bigserial PRIMARY KEY
);
CREATE TABLE guests (
  id bigserial PRIMARY KEY,
  hotel_id bigint NOT NULL REFERENCES hotels (id) ON DELETE CASCADE,
  name varchar(80) NOT NULL,
  email text NOT NULL,
  phone text,
  slug text NOT NULL,
  seen_at timestamptz DEFAULT now()
);
CREATE INDEX guests_hotel_id_idx ON guests (hotel_id);
CREATE INDEX guests_seen_at_idx ON guests (seen_at);
CREATE UNIQUE INDEX guests_email_key ON guests (email);
CREATE FUNCTION make_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.slug := lower(NEW.name);
  RETURN NEW;
END $$;
CREATE TRIGGER guests_slug BEFORE INSERT ON guests FOR EACH ROW EXECUTE FUNCTION make_slug();
