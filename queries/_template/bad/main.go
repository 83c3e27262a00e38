package main

func changeMe() {} // want "still has the name of the template"

func main() { changeMe() }
