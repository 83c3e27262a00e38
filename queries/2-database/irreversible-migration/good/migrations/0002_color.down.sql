ALTER TABLE pets
    DROP COLUMN color;
