ALTER TABLE pets ADD COLUMN size text;
CREATE INDEX pets_size ON pets (size);
