"""One page of HTML that stands by itself: no request leaves it, no script is needed to read it.

Owns its frame, its style and the escaping. Every text from data or a person passes `text`; nothing
else may put one on the page.
"""

import base64
import hashlib
import html
from collections.abc import Iterable, Sequence

from vibecli.asked_file import Kind
from vibecli.ui.text import safe

_MARK = "vibecli"
PAGE_FILE = Kind("page", "--html", lambda text: f'content="{_MARK}"' in text)
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#5b6470;--line:#d5dae0;--back:#fff;--soft:#f4f6f8;
--a:#0b62c4;--b:#b3540a;--c:#2c7a3f;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--dim:#9aa4b0;--line:#3a424c;--back:#14171a;
--soft:#1e2328;--a:#6cb0ff;--b:#f0a35e;--c:#7fd094;--bad:#ff8a80}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:68rem;
margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;margin:1.2rem 0 .2rem}
p.dim,.dim{color:var(--dim)}.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.4rem 0}caption{text-align:left;color:var(--dim)}
th,td{padding:.2rem .7rem .2rem 0;text-align:left;border-bottom:1px solid var(--line);
vertical-align:top;overflow-wrap:anywhere}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr.other td{color:var(--bad)}
svg{width:100%;max-width:46rem;height:auto;background:var(--soft)}
svg text{fill:var(--dim);font:12px system-ui,sans-serif}svg .grid{stroke:var(--line)}
svg .s0{stroke:var(--a)}svg .s1{stroke:var(--b)}svg .s2{stroke:var(--c)}
svg path{fill:none;stroke-width:2}svg circle.s0{fill:var(--a)}svg circle.s1{fill:var(--b)}
svg circle.s2{fill:var(--c)}svg .up{fill:var(--c)}svg .down{fill:var(--bad)}svg .sum{fill:var(--a)}
svg .s1.line{stroke-dasharray:7 3}svg .s2.line{stroke-dasharray:2 3}
"""


def page(
    title: str, body: Iterable[str], *, style: str = "", script: str = "", mark: str = _MARK
) -> str:
    """Give a whole page; the pieces of its body are HTML already.

    Args:
        title: of the page.
        body: its pieces, in order.
        style: what this page needs beside the style of every page.
        script: runs at its end; nothing else can.
        mark: what tells its kind of file.
    """
    look = _STYLE + style
    policy = f"default-src 'none'; style-src {_source(look)}; "
    policy += f"script-src {_source(script)}; " if script else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy"'
        f" content=\"{policy}base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="generator" content="{mark}">\n'
        f"<title>{text(title)}</title>\n<style>{look}</style>\n</head>\n<body>\n"
        + "".join(f"{piece}\n" for piece in body)
        + (f"<script>{script}</script>\n" if script else "")
        + "</body>\n</html>\n"
    )


def _source(code: str) -> str:
    """Give the one style or script that a policy lets run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def text(value: str) -> str:
    """Give any text as HTML that shows it and does nothing else."""
    return html.escape(safe(value), quote=True)


def paragraph(value: str, *, dim: bool = False) -> str:
    """Give a paragraph of plain text."""
    return f'<p class="dim">{text(value)}</p>' if dim else f"<p>{text(value)}</p>"


def heading(value: str, level: int = 2) -> str:
    """Give a heading of plain text."""
    return f"<h{level:d}>{text(value)}</h{level:d}>"


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Sequence[int] = (),
    marked: Sequence[int] = (),
) -> str:
    """Give a table of plain texts; columns named in `right` hold numbers, rows marked stand out."""
    kinds = [' class="n"' if number in right else "" for number in range(len(heads))]
    head = "".join(
        f'<th scope="col"{kind}>{text(cell)}</th>' for kind, cell in zip(kinds, heads, strict=True)
    )
    lines = []
    for number, row in enumerate(rows):
        cells = "".join(
            f"<td{kind}>{text(cell)}</td>" for kind, cell in zip(kinds, row, strict=True)
        )
        kind = ' class="other"' if number in marked else ""
        lines.append(f"<tr{kind}>{cells}</tr>")
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def folded(summary: str, body: str) -> str:
    """Give a part that opens on a click; its body is HTML already."""
    return f"<details><summary>{text(summary)}</summary>{body}</details>"
