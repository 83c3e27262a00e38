DROP TABLE visits;
DROP TABLE wards;
