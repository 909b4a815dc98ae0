"""Redaction that removes: marks, what becomes of them, and the copies that are made by them."""
