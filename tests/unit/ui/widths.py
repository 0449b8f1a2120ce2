"""One screen at three widths against its golden file, with no line too long and no control code."""

from tests.golden.compare import check_golden
from tests.unit.ui.streams import Screen
from vibecli.ui.text import cell_width


def check_widths(name, draw):
    """Draw a screen at 60, 80 and 120 columns and compare all three with the golden file."""
    texts = []
    for width in (60, 80, 120):
        screen = Screen(width)
        draw(screen.terminal)
        shown = screen.out + screen.err
        assert max(map(cell_width, shown.splitlines())) <= width
        assert "\x1b" not in shown
        texts.append(f"-- {width} columns\n{shown}")
    check_golden(f"screen-{name}.txt", "\n".join(texts))
