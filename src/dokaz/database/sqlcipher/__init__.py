"""Django's SQLite backend on SQLCipher. Named in settings as the ENGINE."""
