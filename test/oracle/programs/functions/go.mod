module example.org/functions

go 1.24
