CREATE TYPE kind AS ENUM ('cat', 'dog');
ALTER TABLE pets ADD COLUMN kind kind;
