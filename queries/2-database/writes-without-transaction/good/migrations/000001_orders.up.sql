CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  table_number bigint NOT NULL
);
CREATE TABLE order_lines (
  id bigserial PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  dish text NOT NULL
);
CREATE INDEX order_lines_order_id_idx ON order_lines (order_id);
