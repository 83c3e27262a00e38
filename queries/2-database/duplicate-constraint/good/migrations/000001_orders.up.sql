CREATE TABLE shops (
  id bigserial PRIMARY KEY
);
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  shop_id bigint NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
  sold_by bigint NOT NULL REFERENCES shops (id),
  amount integer NOT NULL CHECK (amount > 0),
  CONSTRAINT amount_bounded CHECK (amount < 1000000)
);
CREATE INDEX orders_shop_id_idx ON orders (shop_id);
