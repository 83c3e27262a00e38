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
  customer_id bigint NOT NULL, -- want "`orders.customer_id` refers to `customers` by its name and type, statements join the two, and no foreign key says so: the application deletes rows of `customers`"
  placed_at timestamptz NOT NULL DEFAULT now()
);
