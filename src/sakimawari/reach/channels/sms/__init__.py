"""Text messages: their length, the carrier over HTTP, delivery reports and replies."""
