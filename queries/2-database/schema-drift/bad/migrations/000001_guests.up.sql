CREATE TABLE hotels (
  id bigserial PRIMARY KEY
);
CREATE TABLE guests (
  id bigserial PRIMARY KEY,
  hotel_id bigint NOT NULL REFERENCES hotels (id),
  name varchar(40) NOT NULL,
  email text NOT NULL,
  phone text NOT NULL,
  country text NOT NULL
);
CREATE INDEX guests_hotel_id_idx ON guests (hotel_id);
