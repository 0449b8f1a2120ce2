"""The certificate of a forget: what was looked for, where, and what was found.

Owns its form. Never shows a value: there is none in it.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.counting import counted
from vibecli.data.catalog import Role
from vibecli.ui.lines import Canvas, Line, marked

if TYPE_CHECKING:
    from vibecli.run.certificate import Certificate, Hit
    from vibecli.ui.terminal import Terminal

_SHOWN = 12
_PHONES = "phones spelled otherwise than in their columns: removed from texts, not sought in bytes"


def draw_certificate(terminal: "Terminal", certificate: "Certificate") -> None:
    """Show a certificate."""
    terminal.out(list(certificate_lines(certificate, terminal.canvas)))


def certificate_lines(certificate: "Certificate", canvas: Canvas) -> Iterator[Line]:
    """Give the lines of a certificate."""
    one = certificate
    values, files = counted(len(one.sought), "value"), counted(one.files, "file")
    told = (
        f"certificate: {values} of this person sought in {files}"
        f" ({one.bytes:,} bytes) and {counted(one.tables, 'table')}: {one.hits}"
    )
    sign = "!" if not one.clean else "*" if one.stays else "ok"
    yield from marked(sign, told, "", canvas)
    yield from _places("!", "found in", one.found, canvas)
    for name in one.unread[:_SHOWN]:
        yield from marked("!", f"{name} could not be read", "", canvas)
    if one.common or one.short or one.parts:
        less = f"{counted(one.common, 'value')} others hold too, {one.short:,} too short to tell"
        less += f", {one.parts:,} inside longer values of others" if one.parts else ""
        yield from marked("*", f"looked for by row only: {less}", "", canvas)
    if any(value.what == Role.PHONE.value for value in one.sought):
        yield from marked("*", _PHONES, "", canvas)
    yield from _places("*", "stays in rows of others, or tables left out:", one.stays, canvas)
    yield from _places("*", "not vibecli's to change:", one.outside, canvas)
    if one.purged:
        yield from marked("*", f"dropped with it: {'; '.join(one.purged)}", "", canvas)


def _places(sign: str, what: str, found: "Sequence[Hit]", canvas: Canvas) -> Iterator[Line]:
    for hit in found[:_SHOWN]:
        yield from marked(sign, f"{what} {hit.place}: {hit.hits:,}", "", canvas)
    if len(found) > _SHOWN:
        yield from marked(sign, f"{what} {len(found) - _SHOWN:,} more places", "", canvas)
