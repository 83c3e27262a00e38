CREATE TABLE visits (
  id bigserial PRIMARY KEY,
  shop_id bigint NOT NULL,
  guest_id bigint NOT NULL,
  code text NOT NULL UNIQUE,
  came_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX visits_shop_idx ON visits (shop_id); -- want "`visits_shop_came_idx` (shop_id, came_at) begins with the same columns"
CREATE INDEX visits_shop_came_idx ON visits (shop_id, came_at DESC);
CREATE INDEX visits_code_idx ON visits (code); -- want "the unique index `visits_code_key` is on the same columns"
CREATE INDEX visits_id_idx ON visits (id); -- want "the primary key `visits_pkey` is on the same columns"
