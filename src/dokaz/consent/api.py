"""The door of consent."""
