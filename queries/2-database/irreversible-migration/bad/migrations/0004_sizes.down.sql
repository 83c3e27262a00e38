-- Of the whole animal.
ALTER TABLE pets DROP COLUMN height; -- want "fails right after its step has run: column"
