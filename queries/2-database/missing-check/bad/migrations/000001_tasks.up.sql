CREATE TABLE tasks (
  id bigserial PRIMARY KEY,
  title varchar(80) NOT NULL,
  state text NOT NULL DEFAULT 'open',
  sort varchar(20) NOT NULL,
  source text NOT NULL -- want "The code writes nothing but 'mail', 'web' into `tasks.source`"
);
