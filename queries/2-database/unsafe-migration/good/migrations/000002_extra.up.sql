CREATE TABLE extra2 (
    id bigint PRIMARY KEY
);
