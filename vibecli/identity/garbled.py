"""Letters that were decoded wrongly on their way: Ã¼ for ü, â€™ for an apostrophe.

Owns mending them, through ftfy. What was lost for good is told, never made up.
"""

from vibecli.identity.standard import Standard

_LOST = "\ufffd"
_TIMES = 3  # a text garbled more often than this is left


def mended(value: str) -> Standard:
    """Give a text with its letters as they were meant, or why they cannot be told."""
    import ftfy

    text = value
    for _ in range(_TIMES):
        again = ftfy.fix_encoding(text)
        if again == text:
            return Standard(text) if _LOST not in text else Standard(value, "letters are lost")
        text = again
    return Standard(value, "garbled too often")
