"""Django's ENGINE for PostgreSQL."""
