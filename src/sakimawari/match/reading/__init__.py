"""Tables given to a match: CSV in UTF-8 or CP932, Excel; headers met loosely, bad rows set aside."""
