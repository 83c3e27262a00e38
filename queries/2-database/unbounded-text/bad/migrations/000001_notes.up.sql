CREATE TABLE notes (
  id bigserial PRIMARY KEY,
  title text NOT NULL,
  body character varying NOT NULL,
  colour text NOT NULL DEFAULT 'white'
);
