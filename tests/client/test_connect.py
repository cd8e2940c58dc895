"""connect(): what is configured decides, half a configuration is an error, and the sandbox is the rest."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from enmeshed_kit import ConfigurationError, Connector, app_connector, connect, eras, kernel_sandbox, peer_connector

# The function of the same name hides the module.
MODULE = sys.modules["enmeshed_kit.connect"]
TAKEN_BY = {"ENMESHED": connect, "ENMESHED_APP": app_connector, "ENMESHED_PEER": peer_connector}
URL, KEY = "http://127.0.0.1:4711/own", "An_Api_Key_of_a_test_1234567890"


@pytest.fixture
def fresh_kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kernel that has no sandbox yet; the one that it gets is stopped."""
    monkeypatch.setattr(MODULE, "_kernel_sandboxes", {})
    monkeypatch.setattr(MODULE, "_era_of_reader", None)
    monkeypatch.delenv("ENMESHED_ERA", raising=False)
    yield
    for sandbox in MODULE._kernel_sandboxes.values():
        if sandbox.server is not None:
            sandbox.server.close()


def test_without_configuration_there_is_a_sandbox_for_two(fresh_kernel: None) -> None:
    connector, app = connect(), app_connector()
    assert (repr(connector), repr(app)) == (
        "<Connector 'connector' of the sandbox>",
        "<Connector 'app' of the sandbox>",
    )
    assert connector.base_url.rsplit("/", 1)[0] == app.base_url.rsplit("/", 1)[0] == kernel_sandbox().url
    assert connector.address != app.address
    assert connector.now() == datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_a_second_company_plays_in_the_sandbox_too(fresh_kernel: None) -> None:
    peer = peer_connector()
    assert repr(peer) == "<Connector 'peer' of the sandbox>"
    assert len({one.address for one in (peer, connect(), app_connector())}) == 3


def test_the_sandbox_of_a_kernel_is_one_and_so_is_each_of_its_connectors(fresh_kernel: None) -> None:
    assert kernel_sandbox() is kernel_sandbox()
    assert connect() is connect()


def test_each_kernel_has_the_same_addresses() -> None:
    program = "from enmeshed_kit import connect, app_connector; print(connect().address, app_connector().address)"
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert "did:e:" in runs[0]


def test_where_there_are_no_sockets_the_sandbox_answers_in_process(
    monkeypatch: pytest.MonkeyPatch, fresh_kernel: None
) -> None:
    monkeypatch.setattr(MODULE, "HAS_SOCKETS", False)
    assert connect().health().is_healthy
    assert kernel_sandbox().server is None


def test_the_environment_names_the_own_connector_and_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for prefix, url in (("ENMESHED", URL), ("ENMESHED_APP", f"{URL}-app/"), ("ENMESHED_PEER", f"{URL}-peer")):
        monkeypatch.setenv(f"{prefix}_BASE_URL", url)
        monkeypatch.setenv(f"{prefix}_API_KEY", KEY)
    assert repr(connect()) == f"<Connector at {URL}>"
    assert app_connector().base_url == f"{URL}-app"
    assert peer_connector().base_url == f"{URL}-peer"
    assert connect("http://other.test", "key").base_url == "http://other.test"


@pytest.mark.parametrize("prefix", TAKEN_BY)
@pytest.mark.parametrize("empty", [None, "", " "])
@pytest.mark.parametrize("given", ["BASE_URL", "API_KEY"])
def test_half_a_configuration_is_an_error_that_names_the_other_half(
    monkeypatch: pytest.MonkeyPatch, prefix: str, empty: str | None, given: str
) -> None:
    other = "API_KEY" if given == "BASE_URL" else "BASE_URL"
    monkeypatch.setenv(f"{prefix}_{given}", URL if given == "BASE_URL" else KEY)
    if empty is not None:
        monkeypatch.setenv(f"{prefix}_{other}", empty)
    with pytest.raises(ConfigurationError) as caught:
        TAKEN_BY[prefix]()
    assert f"{prefix}_{other} is not" in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("given", [{"base_url": URL}, {"api_key": KEY}, {"base_url": "", "api_key": KEY}])
def test_half_of_the_arguments_is_an_error_even_with_a_whole_environment(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    monkeypatch.setenv("ENMESHED_BASE_URL", "http://another.test")
    monkeypatch.setenv("ENMESHED_API_KEY", "a key that is not for everyone")
    with pytest.raises(ConfigurationError):
        connect(**given)


@pytest.mark.parametrize("era", eras.ERAS)
def test_one_variable_changes_the_era_of_the_sandbox(
    monkeypatch: pytest.MonkeyPatch, fresh_kernel: None, era: str
) -> None:
    monkeypatch.setenv("ENMESHED_ERA", f" {era.upper()} ")
    assert connect().known_era is eras.ERAS[era]
    assert connect().address.startswith(eras.ERAS[era].address)
    assert connect().version().version == eras.ERAS[era].version
    assert {one.known_era for one in (connect(), app_connector(), peer_connector())} == {eras.ERAS[era]}


def test_sandboxes_of_several_eras_live_side_by_side(fresh_kernel: None) -> None:
    both = [connect(era="classic"), connect(era="v6")]
    assert [one.address[:2] for one in both] == ["id", "di"]
    assert both == [connect(era="classic"), connect(era="v6")]


def test_one_variable_saves_the_question_for_the_version_of_an_own_connector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENMESHED_BASE_URL", URL)
    monkeypatch.setenv("ENMESHED_API_KEY", KEY)
    assert connect().known_era is None
    assert connect(era="v5").era.name == "v5"
    monkeypatch.setenv("ENMESHED_ERA", "v6")
    assert connect().known_era is eras.V6
    assert connect(era="classic").known_era is eras.CLASSIC


@pytest.mark.parametrize(("era", "is_own"), [("v5", False), ("v8", False), ("v8", True)])
def test_an_era_that_is_none_names_those_that_are(
    monkeypatch: pytest.MonkeyPatch, fresh_kernel: None, era: str, is_own: bool
) -> None:
    monkeypatch.setenv("ENMESHED_ERA", era)
    with pytest.raises(ConfigurationError) as caught:
        connect(*((URL, KEY) if is_own else ()))
    assert "classic, " in str(caught.value) + caught.value.hint


@pytest.mark.parametrize(("take", "hint"), [(app_connector, "phone"), (peer_connector, "ENMESHED_PEER_BASE_URL")])
def test_an_own_connector_is_never_paired_with_one_of_the_sandbox(
    monkeypatch: pytest.MonkeyPatch, take: Callable[[], Connector], hint: str
) -> None:
    monkeypatch.setenv("ENMESHED_BASE_URL", URL)
    monkeypatch.setenv("ENMESHED_API_KEY", KEY)
    with pytest.raises(ConfigurationError) as caught:
        take()
    assert hint in caught.value.hint


def test_importing_the_kit_loads_neither_tables_nor_widgets_nor_the_sandbox() -> None:
    program = (
        "import sys, enmeshed_kit; enmeshed_kit.connect('http://h', 'k'); enmeshed_kit.content;"
        "print([name for name in ('pandas', 'matplotlib', 'ipywidgets', 'IPython', 'falcon', 'waitress')"
        " if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_every_public_name_is_there() -> None:
    import enmeshed_kit

    assert [name for name in enmeshed_kit.__all__ if getattr(enmeshed_kit, name, None) is None] == []
    assert callable(enmeshed_kit.connect)
    with pytest.raises(AttributeError, match="no_such_name"):
        enmeshed_kit.no_such_name  # noqa: B018  # the access is the test


def test_whom_the_readers_connector_shall_meet_is_of_its_era(fresh_kernel: None) -> None:
    for era in eras.ERAS.values():
        reader = connect(era=era.name)
        assert app_connector().era is peer_connector().era is reader.era is era


def test_without_an_era_the_readers_connector_is_todays_again(fresh_kernel: None) -> None:
    connect(era="classic")

    assert connect().era is app_connector().era is eras.LATEST


def test_an_era_that_does_not_exist_is_not_remembered(fresh_kernel: None) -> None:
    with pytest.raises(ConfigurationError):
        connect(era="v9")

    assert app_connector().era is eras.LATEST
