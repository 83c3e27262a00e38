-- Written on another branch. -- want "The version 0005 is used twice"
CREATE TABLE toys (
    id bigint PRIMARY KEY
);
