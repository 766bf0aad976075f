"""Lists staff work through: whom to telephone, at whose door to ring, and what came of it."""
