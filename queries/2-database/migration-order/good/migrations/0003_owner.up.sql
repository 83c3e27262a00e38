ALTER TABLE pets
    ADD COLUMN owner text;
