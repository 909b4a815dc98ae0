"""Authorities and mechanisms: how they are reached, their keys, what they call for. The door is `disclosure.api`."""
