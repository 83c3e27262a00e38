CREATE TABLE plots (
  id bigserial PRIMARY KEY,
  crop text NOT NULL
);
