-- A constant default costs nothing, and neither does a longer text.
ALTER TABLE visits
    ADD COLUMN token uuid,
    ADD COLUMN insurer text NOT NULL DEFAULT '',
    ALTER COLUMN doctor TYPE varchar(80);

ALTER TABLE visits ALTER COLUMN token SET DEFAULT gen_random_uuid();
ALTER TABLE visits ADD CONSTRAINT visits_ward FOREIGN KEY (ward_id) REFERENCES wards (id) NOT VALID;
ALTER TABLE visits ADD CONSTRAINT visits_ward_known CHECK (ward_id IS NOT NULL) NOT VALID;

-- Two rows, which the first step wrote.
CREATE UNIQUE INDEX wards_name ON wards (name);

-- What the same step creates is empty.
CREATE TABLE bills (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    visit_id bigint NOT NULL
);
ALTER TABLE bills ADD FOREIGN KEY (visit_id) REFERENCES visits (id);
CREATE INDEX bills_visit ON bills (visit_id);
