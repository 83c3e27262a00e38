ALTER TABLE visits RENAME COLUMN physician TO doctor;
ALTER TABLE visits ADD COLUMN note text;
ALTER TABLE visits ALTER COLUMN ward_id DROP NOT NULL;
ALTER TABLE visits DROP CONSTRAINT visits_once, DROP CONSTRAINT visits_minutes, DROP CONSTRAINT visits_ward;
ALTER TABLE visits ALTER COLUMN minutes TYPE integer, DROP COLUMN insurer, DROP COLUMN token;
DROP INDEX visits_patient;
