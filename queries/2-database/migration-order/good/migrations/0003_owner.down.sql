ALTER TABLE pets
    DROP COLUMN owner;
