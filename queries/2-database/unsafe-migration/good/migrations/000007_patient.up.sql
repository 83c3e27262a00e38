CREATE INDEX CONCURRENTLY visits_patient
    ON visits (patient);
