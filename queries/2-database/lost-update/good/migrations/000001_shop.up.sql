CREATE TABLE articles (
  id bigserial PRIMARY KEY,
  name varchar(80) NOT NULL,
  views bigint NOT NULL DEFAULT 0,
  stock bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0
);
CREATE TABLE accounts (
  id bigserial PRIMARY KEY,
  balance bigint NOT NULL DEFAULT 0
);
