"""The interface for programs: OpenAPI under /api/v1."""
