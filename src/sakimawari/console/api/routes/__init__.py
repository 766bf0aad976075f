"""The operations, one room each: what comes in, what a stage says of it, what goes out."""
