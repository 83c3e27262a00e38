CREATE TABLE wards (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL
);

INSERT INTO wards (name) VALUES ('north'), ('south');

CREATE TABLE visits (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ward_id bigint,
    patient text NOT NULL,
    note text,
    minutes integer NOT NULL DEFAULT 0,
    doctor varchar(40)
);
