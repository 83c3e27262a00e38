-- Of the fur. -- want "has no down migration"
ALTER TABLE pets ADD COLUMN color text;
