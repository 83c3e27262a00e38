-- The way back.
DROP TABLE pets;
