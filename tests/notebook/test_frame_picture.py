"""The kit's tables as a notebook shows them, with pandas and without."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from html.parser import HTMLParser

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from enmeshed_kit import tables
from enmeshed_kit.notebook import displays
from enmeshed_kit.notebook.frame_picture import LONGEST, MOST, show_table
from enmeshed_kit.records import AuditLogEntry, Message, MessageRecipient, Relationship
from enmeshed_kit.tables.plain import PlainTable

HOSTILE = "<img src=x onerror=window.__pwned=1></td></table><script>1</script>\u202egnol"
BEGAN = datetime(2026, 1, 5, 9, 30, 7, tzinfo=UTC)
ME, PEER = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:fedcba98765432100abcde"


class Seen(HTMLParser):
    """The texts of the cells, and what their tooltips say."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.titles, self.texts = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.titles += [value for name, value in attrs if name == "title"]

    def handle_data(self, data):
        self.texts.append(data)


def relationship(number=0, status="Active"):
    log = [AuditLogEntry(created_at=BEGAN, created_by=PEER, reason="Creation", new_status="Pending")]
    return Relationship(
        id=f"REL{number:017}", template_id=f"RLT{number:017}", status=status, peer=PEER, peer_identity=None,
        creation_content={}, audit_log=log,
    )  # fmt: skip


def mail(**content):
    return Message(
        id="MSG00000000000000001", is_own=False, created_at=BEGAN, created_by=PEER, created_by_device="DVC",
        recipients=[MessageRecipient(address=ME)], content={"@type": "Mail", **content}, attachments=[],
    )  # fmt: skip


def seen(frame):
    return Seen(show_table(frame)["text/html"])


@pytest.fixture
def zone(monkeypatch):
    """Lives in another time zone."""

    def move(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_ids_and_addresses_are_short_and_stand_in_full_in_the_tooltip():
    shown = seen(tables.relationships([relationship(7)]))
    assert "REL…0007" in shown.texts
    assert "did:e:…0abcde" in shown.texts
    assert {"REL00000000000000007", PEER} <= set(shown.titles)


def test_times_are_of_the_readers_clock_and_utc_stands_in_the_tooltip(zone):
    zone("Asia/Kolkata")
    shown = seen(tables.relationships([relationship()]))
    assert "2026-01-05 15:00" in shown.texts
    assert "2026-01-05 09:30:07 UTC" in shown.titles
    assert any("UTC+05:30" in text for text in shown.texts)
    zone("UTC")
    assert "2026-01-05 09:30" in seen(tables.relationships([relationship()])).texts


@pytest.mark.parametrize(
    ("status", "said"), [("Active", "✔ Active"), ("Pending", "◔ Pending"), ("Terminated", "✘ Terminated")]
)
def test_a_status_is_readable_without_its_colour(status, said):
    html = show_table(tables.relationships([relationship(status=status)]))["text/html"]
    assert said in Seen(html).texts
    assert "background-color" in html.split(said)[0].rsplit("<span", 1)[1]


def test_a_status_that_nobody_knows_is_shown_as_it_is():
    assert "Dreaming" in seen(tables.relationships([relationship(status="Dreaming")])).texts


def test_what_strangers_wrote_is_inert_and_cut():
    shown = seen(tables.messages([mail(subject=HOSTILE, body=HOSTILE + "x" * 10_000)]))
    assert not {"img", "script"} & set(shown.tags)
    assert shown.tags.count("table") == 1
    assert any(text.startswith("<img src=x") for text in shown.texts)
    assert not any("x" * LONGEST in text for text in shown.texts)
    assert "bdi" in shown.tags


def test_what_is_missing_is_an_empty_cell():
    shown = seen(tables.messages([mail()]))
    assert not {"None", "nan", "NaT", "<NA>"} & set(shown.texts)


def test_what_is_taken_out_of_a_table_looks_like_it_and_is_still_a_dataframe():
    table = tables.relationships([relationship(number) for number in range(3)])
    part = table.loc[table["id"] > "REL1", ["id", "status"]]
    picked = table.sort_values("created_at").head(2)[["id", "status"]]
    assert isinstance(picked, pd.DataFrame)
    assert "2 rows, 2 columns" in seen(picked).texts
    assert any("0 rows, 2 columns" in text for text in seen(part).texts)
    assert "id" in seen(picked).texts


def test_of_a_long_table_both_ends_are_drawn_and_the_whole_is_counted():
    long = tables.relationships([relationship(number) for number in range(MOST + 1)])
    shown = seen(long)
    assert {"REL…0000", "REL…0060"} <= set(shown.texts)
    assert "REL…0030" not in shown.texts
    assert any("61 rows" in text for text in shown.texts)


def test_the_names_of_rows_are_shown_where_they_have_any():
    table = tables.relationships([relationship()]).set_index("status")
    assert "Active" in seen(table).texts


def test_a_readers_own_table_stays_as_pandas_draws_it():
    assert show_table(pd.DataFrame({"status": ["Active"]})) is None


def test_a_notebook_shows_the_tables_so_and_their_text_is_that_of_pandas(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr(displays, "get_ipython", lambda: shell)
    displays.register()
    table = tables.relationships([relationship()])
    shown, _ = shell.display_formatter.format(table)
    assert "✔ Active" in shown["text/html"]
    assert shown["text/plain"] == repr(table)
    own, _ = shell.display_formatter.format(pd.DataFrame({"a": [1]}))
    assert 'class="dataframe"' in own["text/html"]


WITHOUT = """
import sys
sys.modules["pandas"] = None
from enmeshed_kit import notebook as kit
from enmeshed_kit.notebook.frame_picture import show_table
connector, phone = kit.connect(), kit.Phone()
start = kit.first_relationship(connector, phone)
phone.connector.messages.send([connector.address], {
    "@type": "Mail", "to": [connector.address], "subject": "<b>bold</b>", "body": ""})
connector.sync()
relationships, messages = kit.tables.relationships(connector), kit.tables.messages(connector)
print(show_table(relationships)["text/html"], show_table(messages)["text/html"])
print(show_table(relationships[["id", "status"]])["text/html"])
print(set(messages["subject"]), len(messages), type(relationships).__name__)
print(relationships)
"""


def test_without_pandas_there_are_tables_of_the_kits_own():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shown = Seen(done.stdout.partition("{'<b>")[0])
    assert "✔ Active" in shown.texts
    assert "b" not in shown.tags
    assert "{'<b>bold</b>'} 1 PlainTable" in done.stdout
    assert any("1 row, 2 columns" in text for text in shown.texts)


def test_a_plain_table_is_read_by_column_and_said_in_columns():
    plain = PlainTable({"id": ["a", "bb"], "status": ["x\ny", None]})
    assert (plain.columns, len(plain), plain["id"]) == (["id", "status"], 2, ["a", "bb"])
    assert repr(plain) == "id  status\na   x y\nbb"
    assert repr(PlainTable({"id": []})) == "id"
    assert plain[["status"]].columns == list(plain[["status"]]) == ["status"]
