"""Programs that make redacted copies, and others that look through what these made. In the sandbox only.

Each is told its orders, and writes its copy, through anonymous memory files that it inherits.
"""
