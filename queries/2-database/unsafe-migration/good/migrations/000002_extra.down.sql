-- The way back.
DROP TABLE extra2;
