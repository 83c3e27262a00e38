CREATE TABLE shops (
  id bigserial PRIMARY KEY
);
CREATE TABLE customers (
  id bigserial PRIMARY KEY,
  shop_id bigint NOT NULL REFERENCES shops (id),
  email text NOT NULL UNIQUE
);
CREATE INDEX customers_shop_idx ON customers (shop_id);
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE TABLE notes (
  id bigserial PRIMARY KEY,
  customer_type text NOT NULL,
  customer_id bigint NOT NULL
);
CREATE TABLE marks (
  id bigserial PRIMARY KEY,
  customer_kind text NOT NULL,
  customer_id bigint NOT NULL
);
