-- Pets belong to somebody. -- want "the version 3 is missing"
ALTER TABLE pets ADD COLUMN owner text;
ALTER TABLE pets ALTER COLUMN colour SET DEFAULT $$grey$$; -- want /fails .* column "colour" of relation "pets" does not exist/
