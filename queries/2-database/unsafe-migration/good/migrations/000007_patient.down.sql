-- The way back.
DROP INDEX CONCURRENTLY visits_patient;
