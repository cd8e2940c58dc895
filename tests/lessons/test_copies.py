import nbformat
import pytest
from nbformat import v4
from nbformat.sign import NotebookNotary

from enmeshed_kit.lessons.copies import WorkingCopies
from enmeshed_kit.lessons.execution import WIDGET_VIEW
from enmeshed_kit.lessons.index import Lesson, LessonError, read_index

CHANGED = '{"cells": [], "metadata": {"changed": true}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """Where Jupyter notes whom it trusts: not in the home of who runs the tests."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def copies(checkout, tiny):
    made = WorkingCopies(checkout)
    made.refresh(read_index(checkout))
    return made


@pytest.fixture
def copy(copies):
    return copies.folder / "00_tiny.ipynb"


def test_a_missing_copy_is_made(copy, tiny):
    assert copy.read_bytes() == tiny.read_bytes()


def test_a_copy_lies_below_the_same_folder_as_its_original(checkout, copies, tiny):
    below = checkout / "notebooks" / "solutions" / "01_below.ipynb"
    below.parent.mkdir()
    below.write_bytes(tiny.read_bytes())
    lesson = Lesson("solutions/01_below.ipynb", "Below", "", 1, [], [])

    for _ in range(2):
        copies.refresh([*read_index(checkout), lesson])

    assert (copies.folder / "solutions" / "01_below.ipynb").read_bytes() == tiny.read_bytes()


def test_jupyter_trusts_the_outputs_of_a_copy(copy):
    assert NotebookNotary().check_signature(nbformat.read(copy, as_version=4))


def test_an_edited_copy_is_kept(checkout, copies, copy, tiny):
    copy.write_text("edited")
    tiny.write_text(CHANGED)

    copies.refresh(read_index(checkout))

    assert copy.read_text() == "edited"


def test_an_unedited_copy_is_renewed_when_the_original_changed(checkout, copies, copy, tiny):
    tiny.write_text(CHANGED)

    copies.refresh(read_index(checkout))

    assert copy.read_text() == CHANGED


def test_fresh_keeps_an_edited_copy_as_a_numbered_backup(checkout, copies, copy, tiny):
    for text in ("first edit", "second edit"):
        copy.write_text(text)
        copies.refresh(read_index(checkout), fresh=True)

    assert copy.read_bytes() == tiny.read_bytes()
    assert (copies.folder / "00_tiny.backup-1.ipynb").read_text() == "first edit"
    assert (copies.folder / "00_tiny.backup-2.ipynb").read_text() == "second edit"


def test_fresh_makes_no_backup_of_what_nobody_edited(checkout, copies):
    assert copies.refresh(read_index(checkout), fresh=True) == []


@pytest.mark.parametrize("ledger", [None, "no JSON", "[]"], ids=["lost", "damaged", "of another shape"])
def test_without_its_ledger_a_copy_counts_as_edited(checkout, copies, copy, tiny, ledger):
    path = copies.folder / ".copied.json"
    path.unlink() if ledger is None else path.write_text(ledger)
    before = copy.read_bytes()
    tiny.write_text(CHANGED)

    copies.refresh(read_index(checkout))

    assert copy.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_an_error_with_advice(checkout, tiny):
    (checkout / "my-notebooks").write_text("a file stands in the way")

    with pytest.raises(LessonError, match="a folder of your own"):
        WorkingCopies(checkout).refresh(read_index(checkout))


def write_with_views(copy, *shown):
    outputs = [v4.new_output("display_data", {WIDGET_VIEW: {"model_id": "1"}, **data}) for data in shown]
    notebook = v4.new_notebook(cells=[v4.new_code_cell("mine", outputs=outputs)])
    nbformat.write(notebook, copy)
    return notebook


def test_the_live_views_of_an_ended_session_make_room_for_their_pictures(checkout, copies, copy):
    write_with_views(copy, {"text/html": "<b>still</b>"}, {})

    copies.refresh(read_index(checkout))

    [cell] = nbformat.read(copy, as_version=4).cells
    assert cell.source == "mine"
    assert [set(output.data) for output in cell.outputs] == [{"text/html"}, {WIDGET_VIEW}]


@pytest.mark.parametrize("is_trusted", [True, False])
def test_what_is_taken_out_of_a_copy_changes_nothing_about_its_trust(checkout, copies, copy, is_trusted):
    notebook = write_with_views(copy, {"text/html": "<b>still</b>"})
    if is_trusted:
        NotebookNotary().sign(notebook)

    copies.refresh(read_index(checkout))

    read = nbformat.read(copy, as_version=4)
    assert WIDGET_VIEW not in copy.read_text()
    assert NotebookNotary().check_signature(read) is is_trusted


def test_an_edited_copy_stays_edited_without_its_live_views(checkout, copies, copy, tiny):
    write_with_views(copy, {"text/html": "<b>still</b>"})
    tiny.write_text(CHANGED)

    for _ in range(2):
        copies.refresh(read_index(checkout))

    assert nbformat.read(copy, as_version=4).cells[0].source == "mine"


@pytest.mark.parametrize("text", ['{"cells": 3, "x": "%s"}', "%s"])
def test_what_only_looks_like_a_notebook_is_kept_as_it_is(checkout, copies, copy, text):
    copy.write_text(text % WIDGET_VIEW)

    copies.refresh(read_index(checkout))

    assert copy.read_text() == text % WIDGET_VIEW
