CREATE INDEX visits_patient ON visits (patient); -- want "require-concurrent-index-creation, lock SHARE"

ALTER TABLE visits
    ADD COLUMN token uuid DEFAULT gen_random_uuid(), -- want "differs from row to row"
    ADD COLUMN insurer text NOT NULL, -- want "refuses it as soon as `visits` has a row"
    ALTER COLUMN minutes TYPE bigint; -- want "from integer to bigint"

ALTER TABLE visits ADD CONSTRAINT visits_ward FOREIGN KEY (ward_id) REFERENCES wards (id); -- want "adding-foreign-key-constraint"
ALTER TABLE visits ADD CONSTRAINT visits_minutes CHECK (minutes >= 0); -- want "constraint-missing-not-valid"
ALTER TABLE visits ADD CONSTRAINT visits_once UNIQUE (ward_id, patient); -- want "disallowed-unique-constraint"

UPDATE visits SET ward_id = 1 WHERE ward_id IS NULL; -- want "in the transaction that has the table locked already"
ALTER TABLE visits ALTER COLUMN ward_id SET NOT NULL; -- want "without a validated check"

ALTER TABLE visits DROP COLUMN note; -- want "a statement of the code still names it"
ALTER TABLE visits RENAME COLUMN doctor TO physician; -- want "renaming-column"
