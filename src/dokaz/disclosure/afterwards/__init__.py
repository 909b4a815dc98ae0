"""What is due once something has left: what must be called back, and who of those concerned is to be told."""
