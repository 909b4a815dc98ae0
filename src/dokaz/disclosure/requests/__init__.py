"""What authorities ask for, and what we offer them, step by step. The door is `disclosure.api`."""
