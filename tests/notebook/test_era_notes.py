import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import v4

PREAMBLE = """
from enmeshed_kit import notebook as kit
from enmeshed_kit.client.errors import NotInThisEraError

def revoke(what="taking back what was sent"):
    raise NotInThisEraError(what, connector="Connector 1", era="x", possible_in=("y",), able=(2,))
"""
NOTE = "A Connector 1 cannot do this"
LEFT_OUT = "○ Left out as well"


def executed(*cells):
    """The cells after the preamble, executed in a kernel of their own."""
    notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in (PREAMBLE, *cells)])
    NotebookClient(notebook, timeout=60, record_timing=False).execute()
    nbformat.validate(notebook)
    return notebook.cells[1:]


def says(cell):
    """What a cell shows, in text."""
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)


@pytest.fixture(scope="module")
def cells():
    sources = {
        "before": "ready = revoke\nready",
        "impossible": "print('tried')\ndone = 'yes'\nanswer, other = revoke(), 1\nlater = 2\n"
        "for number in [3]:\n    pass",
        "done before it": "done",
        "uses an answer": "answer.id",
        "uses a later name": "later + 1",
        "unpacks": "a, b = other",
        "uses what follows": "print(f'{a}')",
        "shows it": "number",
        "catches another error": "try:\n    answer()\nexcept kit.BadRequestError:\n    print('swallowed')",
        "goes on": "1 + 1",
        "in a loop": "for step in 'ab':\n    print(step)\n    revoke()\nend = 1",
        "after the loop": "step",
        "bound before": "kept = 1\nanswer = 'real'",
        "again": "kept = 1\nanswer = revoke('something else')",
        "and its answer": "answer + '!'",
        "function": "def made():\n    inner = revoke()\n    return inner\nvalue = made()",
        "its inner names": "'inner' in globals(), 'made' in globals()",
    }
    return dict(zip(sources, executed(*sources.values()), strict=True))


def test_what_an_era_cannot_do_is_an_output_and_no_error(cells):
    kinds = {output.output_type for cell in cells.values() for output in cell.outputs}
    assert kinds <= {"stream", "display_data", "execute_result"}
    assert "tried\n○ Left out. A Connector 1 cannot do this" in says(cells["impossible"])
    assert "Connector 2 can do it." in says(cells["impossible"])
    assert cells["impossible"].outputs[-1].data["text/html"].startswith("<div")


@pytest.mark.parametrize(
    "name", ["uses an answer", "uses a later name", "unpacks", "uses what follows", "shows it", "catches another error"]
)
def test_a_cell_that_builds_on_it_says_so_in_one_line(cells, name):
    assert says(cells[name]).startswith(LEFT_OUT)
    assert "swallowed" not in says(cells[name])


def test_the_same_once_more_is_said_in_short(cells):
    assert says(cells["in a loop"]) == "a\n○ Left out as well: taking back what was sent, as above."
    assert says(cells["in a loop"]).count("\n") == 1


def test_a_cell_that_is_run_again_has_its_whole_note_again():
    first, second = executed("revoke()", "get_ipython().run_cell('revoke()')\nNone")
    assert says(first) == says(second)


def test_what_a_cell_did_before_stays(cells):
    assert says(cells["done before it"]) == "'yes'"
    assert says(cells["goes on"]) == "2"


def test_a_loop_that_ends_early_keeps_what_it_bound(cells):
    assert says(cells["in a loop"]).startswith("a\n○ Left out")
    assert says(cells["after the loop"]) == "'a'"


def test_a_name_of_an_earlier_success_does_not_pass_for_the_new_one(cells):
    assert NOTE in says(cells["again"])
    assert LEFT_OUT in says(cells["and its answer"])


def test_names_inside_of_functions_are_not_the_notebooks(cells):
    assert LEFT_OUT in says(cells["function"])
    assert says(cells["its inner names"]) == "(False, True)"


def test_other_errors_stay_errors():
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        executed("1 / 0")


def test_a_cell_that_cannot_be_read_is_an_error_as_ever():
    with pytest.raises(CellExecutionError, match="SyntaxError"):
        executed("revoke(")


def test_magics_and_await_have_their_notes_too():
    magic, awaited, after = executed(
        "%time revoke()", "import asyncio\nx = await asyncio.sleep(0, revoke('x'))", "x.id"
    )
    assert NOTE in says(magic)
    assert NOTE in says(awaited)
    assert LEFT_OUT in says(after)


def test_what_an_error_says_is_escaped():
    (cell,) = executed("revoke('<script>alert(1)</script>')")
    assert "<script>" not in cell.outputs[0].data["text/html"]


def test_a_package_that_is_not_installed_is_a_note_as_well():
    lacking = "from enmeshed_kit.client.errors import NotInstalledError\nraise NotInstalledError('Dask', 'scale')"
    missed, used, after = executed(
        f"def cluster():\n    {lacking.replace(chr(10), chr(10) + '    ')}\nmade = cluster()", "made.size", "1 + 1"
    )

    assert says(missed) == '○ Left out. Dask is not installed. Install it: pip install "enmeshed-kit[scale]".'
    assert says(used).startswith(LEFT_OUT)
    assert says(after) == "2"
