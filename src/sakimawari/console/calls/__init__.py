"""Lists of calls: whom to telephone next, what to say, and what came of it."""
