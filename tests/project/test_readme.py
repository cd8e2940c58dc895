import re
import subprocess
import sys
from pathlib import Path

from enmeshed_kit import cli
from enmeshed_kit.lessons.index import read_index

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_stays_short():
    assert len(README.splitlines()) <= 150


def test_the_two_commands_stand_on_lines_of_their_own():
    commands = re.findall(r"^pip install uv && (.+)$", README, re.MULTILINE)

    assert commands == ["uv run enmeshed-kit lab", "uv run pytest"]


def test_the_table_of_notebooks_is_the_index():
    rows = re.findall(r"^\| \[(\w+)\]\(notebooks/([\w./]+)\) \| ([^|]+) \| (\d+) \| ", README, re.MULTILINE)

    assert rows == [(lesson.name, lesson.file, lesson.title, str(lesson.minutes)) for lesson in read_index(ROOT)]


def test_what_the_readme_links_to_exists():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_its_pictures_are_small_and_said_in_words():
    pictures = re.findall(r'<img src="([^"]+)" width="\d+%" alt="([^"]+)">', README)

    assert len(pictures) == README.count("<img") == 2
    assert [source for source, _ in pictures if (ROOT / source).stat().st_size > 150_000] == []


def test_binder_opens_the_first_lesson():
    [path] = re.findall(r"mybinder\.org/v2/gh/ORGANISATION/REPOSITORY/HEAD\?urlpath=lab/tree/([\w./]+)", README)

    assert path == f"notebooks/{read_index(ROOT)[0].file}"


def test_every_command_and_option_is_known_to_the_command_line():
    parser = cli.build_parser()
    help_texts = {}
    for action in parser._actions:
        for name, command in (action.choices or {}).items():
            help_texts[name] = command.format_help()

    for command, rest in re.findall(r"enmeshed-kit (\w+)((?: --[\w-]+)*)", README):
        assert command in help_texts
        assert [option for option in rest.split() if option not in help_texts[command]] == []


def test_every_command_is_in_the_readme():
    parser = cli.build_parser()
    names = [name for action in parser._actions for name in (action.choices or {})]

    assert [name for name in names if f"enmeshed-kit {name}" not in README] == []


def test_the_examples_run_on_the_sandbox(tmp_path):
    examples = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    assert examples
    for example in examples:
        subprocess.run([sys.executable, "-c", example], cwd=tmp_path, check=True)
