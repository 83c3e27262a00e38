CREATE TABLE rides (
  id bigserial PRIMARY KEY,
  driver text NOT NULL,
  fare integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rides_driver_started_idx ON rides (driver, started_at DESC);
CREATE INDEX rides_fare_idx ON rides (fare); -- want "No statement takes the index `rides_fare_idx` on `rides` (fare)"
