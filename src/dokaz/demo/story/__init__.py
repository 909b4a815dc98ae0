"""The invented story: a reading circle in an invented town is closed, and people keep what shows how.

Places in braces (`{keeper_be}`, `{town_en}`, `{reader_ref}`) are filled by `world()` from the seed.
"""
