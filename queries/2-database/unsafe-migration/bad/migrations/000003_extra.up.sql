CREATE TABLE extra3 (
    id bigint PRIMARY KEY
);
