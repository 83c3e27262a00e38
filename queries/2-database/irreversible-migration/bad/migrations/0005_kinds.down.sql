-- The type may be of use. -- want "the type `kind` is left; the step cannot run once more"
ALTER TABLE pets DROP COLUMN kind;
