"""What reads evidence for the viewer: run in the sandbox (`python -m dokaz.adapters.parsers`), never imported by ours.

Of our packages it sees this folder alone.
"""
