import pytest

from enmeshed_kit import cli
from enmeshed_kit.lessons import run
from enmeshed_kit.lessons.index import LessonError, read_index
from enmeshed_kit.lessons.run import run_lessons


@pytest.fixture(autouse=True)
def in_checkout(checkout, monkeypatch):
    monkeypatch.chdir(checkout)


def test_a_run_ends_with_a_table_and_writes_pages(checkout, tiny, capsys):
    assert run_lessons() == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["notebook", "cells", "seconds", "result"]
    assert [lines[1].split()[i] for i in (0, 1, 3)] == ["00_tiny", "3", "ok"]
    assert (checkout / "build" / "notebooks" / "index.html").is_file()
    assert "hello" in (checkout / "build" / "notebooks" / "00_tiny.html").read_text()


def test_a_failing_lesson_is_named_with_cell_and_error_and_its_old_page_is_gone(tiny, write_lesson, tmp_path, capsys):
    run_lessons(pages=tmp_path)
    write_lesson("1/0")

    assert run_lessons(pages=tmp_path) == 1

    assert "Failed: 00_tiny, cell 2: ZeroDivisionError: division by zero" in capsys.readouterr().out
    assert not (tmp_path / "00_tiny.html").exists()


def test_a_failing_lesson_does_not_keep_the_next_one_from_running(checkout, write_lesson, capsys):
    write_lesson("1/0")
    write_lesson("1", name="01_next.ipynb")
    index = checkout / "notebooks" / "index.toml"
    index.write_text(index.read_text() + index.read_text().replace("00_tiny", "01_next"))

    assert run_lessons() == 1

    rows = capsys.readouterr().out.splitlines()
    assert rows[1].endswith("failed in cell 2")
    assert rows[2].endswith("ok")


def test_a_run_may_be_of_some_lessons_only(checkout, write_lesson, tmp_path, capsys):
    index = checkout / "notebooks" / "index.toml"
    entry, names = index.read_text(), ("00_tiny", "01_next", "02_last")
    index.write_text("".join(entry.replace("00_tiny", name) for name in names))
    for name in names:
        write_lesson("1", name=f"{name}.ipynb")

    assert cli.main(["run", "02", "00_tiny", "02", "--html", str(tmp_path)]) == 0
    assert [row.split()[0] for row in capsys.readouterr().out.splitlines()[1:3]] == ["00_tiny", "02_last"]
    assert not (tmp_path / "01_next.html").exists()

    assert cli.main(["run", "03", "--html", str(tmp_path)]) != 0
    assert "01_next" in capsys.readouterr().err


@pytest.mark.parametrize("name", run.OWN_CONNECTOR)
def test_the_own_connector_must_be_named_completely(tiny, monkeypatch, name):
    for other in run.OWN_CONNECTOR:
        monkeypatch.setenv(other, "http://127.0.0.1:9")
    monkeypatch.delenv(name)

    with pytest.raises(LessonError, match=f"{name} is not set"):
        run_lessons(own_connector=True)


def test_the_own_connector_reaches_the_lessons_only_when_asked_for(checkout, write_lesson, monkeypatch):
    write_lesson("import os", "assert 'ENMESHED_BASE_URL' in os.environ")
    for name in run.OWN_CONNECTOR:
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert run_lessons() == 1
    assert run_lessons(own_connector=True) == 0


def test_the_table_lines_up(checkout, tiny):
    [lesson] = read_index(checkout)

    rows = run.table([run.Outcome(lesson, 12, 3.04, None)]).splitlines()

    assert rows == ["notebook  cells  seconds  result", "00_tiny      12      3.0  ok"]


def test_a_run_may_be_of_another_era(write_lesson, tmp_path):
    write_lesson("import os; print(os.environ['ENMESHED_ERA'])")

    assert cli.main(["run", "--era", "classic", "--html", str(tmp_path)]) == 0

    assert "classic" in (tmp_path / "00_tiny.html").read_text()
