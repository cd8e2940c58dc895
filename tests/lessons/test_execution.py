import os
import signal
import threading

import nbformat
import pytest

from enmeshed_kit.lessons.execution import CellError, execute, normalise, sandbox_environment, write


def text_of(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_a_notebook_runs_in_an_empty_folder_and_its_file_stays_as_it_was(write_lesson):
    path = write_lesson("import os", "print(os.listdir())")
    before = path.read_bytes()

    done = execute(path)

    assert text_of(done.cells[2]) == "[]\n"
    assert path.read_bytes() == before


def test_the_kernel_sees_no_connector_of_the_shell(write_lesson, monkeypatch):
    monkeypatch.setenv("ENMESHED_BASE_URL", "http://example.invalid")
    path = write_lesson("import os", "print([name for name in os.environ if 'ENMESHED' in name])")

    assert text_of(execute(path).cells[2]) == "[]\n"
    assert text_of(execute(path, own_connector=True).cells[2]) == "['ENMESHED_BASE_URL']\n"


def test_which_connectors_the_sandbox_plays_may_be_said(write_lesson, monkeypatch):
    path = write_lesson("import os", "print(os.environ.get('ENMESHED_ERA'))")

    assert text_of(execute(path).cells[2]) == "None\n"
    assert text_of(execute(path, era="v6").cells[2]) == "v6\n"
    monkeypatch.setenv("ENMESHED_ERA", "classic")
    assert text_of(execute(path).cells[2]) == "classic\n"


def test_the_rest_of_the_environment_is_kept():
    assert sandbox_environment({"ENMESHED_API_KEY": "x", "HOME": "/home/me"}) == {"HOME": "/home/me"}


def test_a_failing_cell_is_named_with_its_error_in_one_line(write_lesson):
    path = write_lesson("1", "{}['missing']")

    with pytest.raises(CellError, match="00_tiny, cell 3: KeyError: 'missing'"):
        execute(path)


def test_a_cell_that_takes_too_long_is_named(write_lesson):
    path = write_lesson("import time; time.sleep(60)")

    with pytest.raises(CellError, match=r"cell 2: .*timed out"):
        execute(path, timeout_s=1)


def test_a_kernel_that_dies_is_named(write_lesson):
    path = write_lesson("import os; os._exit(1)")

    with pytest.raises(CellError, match="cell 2: Kernel died"):
        execute(path)


def test_progress_counts_markdown_cells_too(tiny):
    seen = []

    execute(tiny, progress=seen.append)

    assert seen == [0, 1, 2, 3]


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_ends_the_run_and_its_kernel(write_lesson, tmp_path):
    note = tmp_path / "pid"
    path = write_lesson(f"import os; open({str(note)!r}, 'w').write(str(os.getpid()))", "import time; time.sleep(60)")

    def interrupt(finished):
        if finished == 2:  # the cell that sleeps has begun
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()

    with pytest.raises(KeyboardInterrupt):
        execute(path, progress=interrupt)

    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_widgets_leave_their_text_but_no_state(write_lesson):
    path = write_lesson("import ipywidgets; ipywidgets.IntSlider()")

    done = execute(path)

    assert done.cells[1].outputs[0].data == {"text/plain": "IntSlider(value=0)"}
    assert "widgets" not in done.metadata


def test_normalising_drops_display_ids_and_times(tiny):
    notebook = nbformat.read(tiny, as_version=4)
    cell = notebook.cells[1]
    cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
    data = {"text/plain": "x"}
    cell.outputs = [nbformat.from_dict({"output_type": "display_data", "data": data, "transient": {"display_id": "1"}})]

    normalise(notebook)

    assert cell.metadata == {}
    assert cell.outputs == [{"output_type": "display_data", "data": data}]


def test_a_written_notebook_reads_back_and_ends_in_one_newline(tiny, tmp_path):
    notebook = nbformat.read(tiny, as_version=4)

    write(notebook, tmp_path / "copy.ipynb")

    text = (tmp_path / "copy.ipynb").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert nbformat.reads(text, as_version=4) == notebook
