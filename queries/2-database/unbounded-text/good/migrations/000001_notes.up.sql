CREATE TABLE notes (
  id bigserial PRIMARY KEY,
  title text NOT NULL,
  body text NOT NULL,
  tag varchar(30) NOT NULL DEFAULT '',
  author text NOT NULL DEFAULT '' CHECK (char_length(author) <= 80),
  colour text NOT NULL DEFAULT 'white'
);
