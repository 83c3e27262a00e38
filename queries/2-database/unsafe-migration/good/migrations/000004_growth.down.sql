DROP TABLE bills;
DROP INDEX wards_name;
ALTER TABLE visits DROP CONSTRAINT visits_ward_known, DROP CONSTRAINT visits_ward;
ALTER TABLE visits ALTER COLUMN doctor TYPE varchar(40), DROP COLUMN insurer, DROP COLUMN token;
