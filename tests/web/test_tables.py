"""Tables: the words of the head stand at every cell, for the card that a row is on a phone."""

from django.utils.safestring import SafeString

from pilotbase.web.parts.tables import table

HEAD = (
    "<thead><tr><th>Sample</th><th class='pb-num'>Volume <b>left</b></th>"
    '<th>Client"s mark</th><th><span class="pb-vh">Actions</span></th><th></th></tr></thead>'
)


def rows(*cells: str) -> str:
    return f"{HEAD}<tbody><tr>{''.join(cells)}</tr></tbody>"


def test_each_cell_has_the_words_of_its_head() -> None:
    drawn = table(rows("<td>S-1</td>", '<td class="pb-num">4</td>', "<td>A</td>"), "Samples")
    assert '<table class="pb-table pb-table--cards">' in drawn
    assert '<td data-label="Sample">S-1</td>' in drawn
    assert '<td data-label="Volume left" class="pb-num">4</td>' in drawn
    assert '<td data-label="Client&quot;s mark">A</td>' in drawn
    assert HEAD in drawn


def test_unseen_and_empty_heads_label_nothing() -> None:
    drawn = table(rows(*4 * ["<td>1</td>"], "<td>2</td>", "<td>beyond</td>"), "Samples")
    assert drawn.count("data-label") == 3
    assert "<td>1</td><td>2</td><td>beyond</td>" in drawn


def test_what_is_blank_is_said_to_be() -> None:
    cells = ("<td></td>", "<td> \n</td>", '<td class="pb-sub">—</td>', "<td><span>—</span></td>")
    drawn = table(rows(*cells, "<td>—4</td>"), "Samples")
    assert drawn.count(" data-blank") == len(cells)
    assert "<td>—4</td>" in drawn


def test_every_row_begins_at_the_first_head() -> None:
    foot = '<tfoot><tr><th scope="row">All</th><td>9</td></tr></tfoot>'
    drawn = table(rows("<td>S-1</td>") + foot, "Samples")
    assert (
        '<th data-label="Sample" scope="row">All</th><td data-label="Volume left">9</td>' in drawn
    )


def test_a_table_that_fits_stays_a_table() -> None:
    two = "<thead><tr><th>Kind</th><th>Rows</th><th></th></tr></thead><tbody><tr><td>1</td></tr>"
    for content in (two, "<tbody><tr><td>Kind</td><td> </td></tr></tbody>"):
        drawn = table(SafeString(content), 'What "it" is', "rows")
        assert content in drawn
        assert '<table class="pb-table"><caption' in drawn
        assert 'aria-label="What &quot;it&quot; is" id="rows"' in drawn
