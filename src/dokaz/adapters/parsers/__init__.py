"""What reads evidence: run in the sandbox only, and never imported by what runs outside of it.

As a program (`python -m dokaz.adapters.parsers`) it answers the viewer; of our packages it sees this folder alone. The
programs that make derivatives (`deriving.children`) read with it too, so that both see the same in a file.
"""
