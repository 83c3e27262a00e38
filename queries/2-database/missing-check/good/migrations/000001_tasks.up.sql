CREATE TYPE task_sort AS ENUM ('bug', 'wish');
CREATE TABLE states (name text PRIMARY KEY);
CREATE TABLE tasks (
  id bigserial PRIMARY KEY,
  title varchar(80) NOT NULL,
  state text NOT NULL DEFAULT 'open' REFERENCES states (name),
  sort task_sort NOT NULL,
  source text NOT NULL CHECK (source IN ('web', 'mail'))
);
