"""Settings, routes and the server of the console."""
