"""`enmeshed-kit sync` as a process: what it keeps, how it ends, and what it says."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from places import KEYS, PROGRAM, Place, changes, subjects

from enmeshed_kit import eras
from enmeshed_kit.cli import main
from enmeshed_kit.tables import SyncHistory


def test_once_it_keeps_what_there_is_and_says_so_in_one_line(place, program, folder):
    place.write("first", "second")
    once = program(place)
    assert once.ended() == 0
    assert once.out.endswith("first look: 1 Relationship Active, 2 Messages received\n")
    assert once.out.count("\n") == 1
    assert subjects(folder) == ["first", "second"]


def test_when_there_is_nothing_new_it_says_that(place, program):
    program(place).ended()
    again = program(place)
    assert (again.ended(), again.out, again.err) == (0, "", "Nothing new.\n")


@pytest.mark.parametrize("era", eras.ERAS)
def test_again_and_again_each_sync_that_brings_something_is_a_line(era, program, folder):
    place = Place(era)
    try:
        keeping = program(place, "--every", "1")
        keeping.until("first look")
        place.write("then")
        keeping.until("1 Message received")
        place.write("and", "now")
        keeping.until("2 Messages received")
        assert keeping.end() == 128 + signal.SIGTERM
    finally:
        place.stop()
    assert keeping.out.count("\n") == 3
    assert subjects(folder) == ["and", "now", "then"]


@pytest.mark.parametrize("options", [[], ["--every", "1"]])
@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({"ENMESHED_BASE_URL": "", "ENMESHED_API_KEY": ""}, "No Connector is named"),
        ({"ENMESHED_API_KEY": ""}, "ENMESHED_API_KEY is not"),
        ({"ENMESHED_BASE_URL": " "}, "ENMESHED_BASE_URL is not"),
        ({"ENMESHED_BASE_URL": "connector"}, "no address"),
        ({"ENMESHED_ERA": "v99"}, "v99"),
    ],
)
def test_without_a_whole_connector_nothing_is_begun(monkeypatch, capsys, folder, options, settings, missing):
    named = {"ENMESHED_BASE_URL": "http://127.0.0.1:9", "ENMESHED_API_KEY": KEYS["mine"]} | settings
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert main(["sync", "--history", str(folder), *options]) == 2
    told, advice = capsys.readouterr().err.splitlines()
    assert told.startswith("enmeshed-kit: ")
    assert missing in told
    assert advice.startswith("What to do: ")
    assert "sandbox" not in advice
    assert not folder.exists()


@pytest.mark.parametrize("every", ["0", "0.5", "-1", "nan", "inf", "1e3", "minute", "86401", ""])
def test_a_pause_that_is_none_is_a_mistake(capsys, folder, every):
    with pytest.raises(SystemExit) as ended:
        main(["sync", "--history", str(folder), f"--every={every}"])
    assert ended.value.code == 2
    assert "seconds" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--every", "1"], ["--quiet"]])
def test_a_refused_key_ends_it(place, program, options):
    refused = program(place, *options, ENMESHED_API_KEY="some-other-key-0123456789")
    assert refused.ended() == 3
    assert refused.err.splitlines()[-2].startswith("enmeshed-kit: Unauthorized.")
    assert refused.err.splitlines()[-1].startswith("What to do: Check ENMESHED_API_KEY")


@pytest.mark.parametrize("options", [[], ["--every", "1"]])
def test_a_history_of_somebody_else_is_left_alone(place, program, folder, options):
    program(place).ended()
    before = changes(folder)
    other = {"ENMESHED_BASE_URL": f"{place.url}/other", "ENMESHED_API_KEY": KEYS["other"]}
    refused = program(place, *options, **other)
    assert refused.ended() == 4
    assert place.mine.address in refused.err
    assert place.other.address in refused.err
    assert changes(folder).equals(before)


def test_a_folder_with_other_things_is_left_alone(place, program, folder):
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear Sir")
    refused = program(place)
    assert refused.ended() == 4
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
    assert refused.err.startswith("enmeshed-kit: ")
    assert "Traceback" not in refused.err


def test_once_a_connector_that_is_away_is_an_error(program, nowhere):
    away = program(nowhere)
    assert away.ended() == 1
    assert away.err.startswith("enmeshed-kit: No Connector answers")
    assert away.err.count("\n") == 2
    assert "notebook" not in away.err


def test_a_connector_that_is_away_is_waited_for_and_missed_once(place, program, folder):
    place.stop()
    keeping = program(place, "--every", "1")
    keeping.until("No Connector answers")
    time.sleep(4)  # it tries again meanwhile
    place.start()
    keeping.until("The Connector is back after ")
    keeping.until("first look")
    place.stop()
    place.write("meanwhile")
    keeping.until("No Connector answers", times=2)
    place.start()
    keeping.until("1 Message received")
    assert keeping.end() == 143
    assert keeping.err.count("Trying again until it answers.") == 2
    assert keeping.err.count("The Connector is back after ") == 2
    assert subjects(folder) == ["meanwhile"]


def test_somebody_else_at_the_same_address_is_noticed(place, program, folder):
    keeping = program(place, "--every", "1")
    keeping.until("first look")
    place.stop()
    keeping.until("No Connector answers")
    other = Place()
    other.stop()
    other.url = place.url
    other.start()
    try:
        assert keeping.ended() == 4
    finally:
        other.stop()
    assert other.mine.address in keeping.err


@pytest.mark.parametrize(("number", "code", "last"), [(signal.SIGINT, 130, "Interrupted."), (signal.SIGTERM, 143, "")])
def test_it_ends_cleanly_when_it_is_told_to(place, program, folder, number, code, last):
    keeping = program(place, "--every", "60")
    keeping.until("first look")
    assert keeping.end(number) == code
    assert "Traceback" not in keeping.err
    assert keeping.err.endswith(f"{last}\n")
    assert program(place).ended() == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.2])
def test_ended_in_the_middle_it_leaves_nothing_half(place, program, folder, number, after_s):
    place.write(*(f"Mail {count}" for count in range(50)))
    keeping = program(place, "--every", "1")
    while keeping.process.poll() is None and not folder.exists():
        time.sleep(0.001)
    time.sleep(after_s)
    keeping.end(number)
    assert "Traceback" not in keeping.err
    assert program(place).ended() == 0
    assert len(subjects(folder)) == 50
    assert not changes(folder).duplicated(["kind", "id", "before", "after"]).any()


def test_two_at_once_lose_nothing(place, program, folder):
    pair = [program(place, "--every", "1"), program(place, "--every", "1")]
    expected = []
    for count in range(6):
        place.write(subject := f"Mail {count}")
        expected.append(subject)
        time.sleep(0.5)
    for each in pair:
        each.until("sync every")
    program(place).ended()
    assert [each.end() for each in pair] == [143, 143]
    assert subjects(folder) == expected
    assert [each.err.count("What to do") for each in pair] == [0, 0]


def test_texts_stay_off_the_disk_if_they_shall(place, program, folder):
    place.write("a secret subject")
    assert program(place, "--no-bodies").ended() == 0
    assert len(SyncHistory(folder).messages()) == 1
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert subjects(folder) == []
    assert b"secret" not in written


def test_quiet_it_says_only_what_goes_wrong(place, program):
    quiet = program(place, "--quiet")
    assert (quiet.ended(), quiet.out, quiet.err) == (0, "", "")


def test_the_key_is_said_and_saved_nowhere(place, program, folder, tmp_path: Path):
    place.write("a Mail")
    program(place).ended()
    program(place, ENMESHED_API_KEY="wrong-key-0123456789").ended()
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"key-of-mine" not in written
    assert b"wrong-key" not in written


def test_when_nobody_reads_any_more_it_ends_without_complaint(place, tmp_path: Path):
    settings = {"ENMESHED_BASE_URL": f"{place.url}/mine", "ENMESHED_API_KEY": KEYS["mine"]}
    command = [*PROGRAM, "--history", str(tmp_path / "history")]
    with subprocess.Popen(
        command, env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 1
