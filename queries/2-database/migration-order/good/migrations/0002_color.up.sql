ALTER TABLE pets
    ADD COLUMN color text;
