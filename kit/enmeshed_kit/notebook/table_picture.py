"""A small table of texts, drawn and said."""

from collections.abc import Sequence

from enmeshed_kit.notebook.markup import tag
from enmeshed_kit.notebook.picture import Picture, card, line


def draw_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> Picture:
    """A table with a title, a line of headings, and rows of as many texts.

    Args:  title: above it.
           heads: of the columns.
           rows: escaped, whatever stands in them.
           note: beside the title.
    """
    head = line(*(tag("th", name, look="head", scope="col") for name in heads))
    html = card(title, tag("table", head, *(line(*row) for row in rows), look="grid"), note=note)
    widths = [max(len(row[index]) for row in [heads, *rows]) for index in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [heads, *rows]]
    first = f"{title}: {note}" if note else title
    return Picture(html, "\n".join([first, *(f"  {text}".rstrip() for text in lines)]))
