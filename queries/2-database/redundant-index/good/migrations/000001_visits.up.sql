CREATE TABLE visits (
  id bigserial PRIMARY KEY,
  shop_id bigint NOT NULL,
  guest_id bigint NOT NULL,
  code text NOT NULL UNIQUE,
  came_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX visits_shop_key ON visits (shop_id);
CREATE INDEX visits_shop_came_idx ON visits (shop_id, came_at DESC);
CREATE INDEX visits_guest_idx ON visits (guest_id) WHERE shop_id > 0;
CREATE INDEX visits_guest_shop_idx ON visits (guest_id, shop_id);
CREATE INDEX visits_code_pattern_idx ON visits (code text_pattern_ops);
