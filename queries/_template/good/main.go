package main

func water() {}

func main() { water() }
