"""How words name one person: an email, a phone, a key with a digit, a text in quotes, TABLE:KEY."""

IDENTIFIER = (
    r"""(?:"[^"]+"|'[^']+'|`[^`]+`|“[^”]+”|(?:[\w.]+:)?[^\s,;:"'()]+@[^\s,;"'()]+\.[^\s,;"'?!()]+"""
    r"""|\+?\(?\d[\d\s().\-/]{5,}\d|(?:[\w.]+:)?(?=[\w.\-/]*\d)[\w\-/]+(?:\.[\w\-/]+)*)"""
)


def bare(said: str) -> str:
    """Give an identifier without the quotes around it and the sign that ends a sentence."""
    return said.strip("\"'`“”").rstrip(".,;!?")
