CREATE TABLE shops (
  id bigserial PRIMARY KEY
);
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  shop_id bigint NOT NULL REFERENCES shops (id) ON DELETE CASCADE, -- want "differ in what a delete does: no action and cascade"
  amount integer NOT NULL CHECK (amount > 0), -- want "`amount_positive` and `orders_amount_check` are the same check of `orders`"
  CONSTRAINT amount_positive CHECK (amount > 0)
);
ALTER TABLE orders ADD CONSTRAINT fk_orders_shop FOREIGN KEY (shop_id) REFERENCES shops (id);
CREATE INDEX orders_shop_id_idx ON orders (shop_id);
