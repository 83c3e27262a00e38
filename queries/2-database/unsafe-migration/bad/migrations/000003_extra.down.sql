-- The way back.
DROP TABLE extra3;
