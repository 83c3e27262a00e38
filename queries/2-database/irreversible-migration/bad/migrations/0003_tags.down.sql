-- The way back.
DROP TABLE tags;
