import pytest
from IPython.core.interactiveshell import InteractiveShell

from enmeshed_kit.client import Connector
from enmeshed_kit.eras import ERAS
from enmeshed_kit.notebook import displays


@pytest.fixture
def shell():
    shell = InteractiveShell.instance()
    displays.register()
    yield shell
    InteractiveShell.clear_instance()


def shown(shell, thing):
    data, _ = shell.display_formatter.format(thing)
    return data


def test_the_clients_objects_have_a_picture_and_its_text(shell, connector):
    connector.health()
    for thing in (connector.exchanges.last(), connector.sync(), connector.version(), connector.account.identity_info()):
        data = shown(shell, thing)
        assert data["text/html"]
        assert data["text/plain"]


def test_a_connectors_panel_shows_its_address_only_live(shell, connector):
    data = shown(shell, connector)
    assert connector.base_url not in data["text/html"] + data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data


def own(sandbox, **options):
    """The same Connector as one's own, which is not known to be a sandbox's."""
    played = sandbox.connectors["old"]
    return Connector("http://sandbox.invalid/old", played.api_key, wsgi_app=sandbox, **options)


@pytest.mark.parametrize("era", ERAS.values(), ids=lambda era: era.name)
def test_an_own_connectors_panel_says_its_era_and_who_told_it(shell, sandbox, era):
    sandbox.add_connector("old", era=era.name)
    shown_era = f"{era.name}, {era.prefix} ({era.connectors})"
    asked = own(sandbox)
    asked.account.identity_info()

    assert f"{shown_era}, as it says itself" in shown(shell, asked)["text/plain"]
    assert f"{shown_era}, as you said" in shown(shell, own(sandbox, era=era.name))["text/plain"]


def test_a_panel_asks_an_own_connector_for_nothing(shell, sandbox):
    sandbox.add_connector("old")
    connector = own(sandbox)

    assert "the first call finds it out" in shown(shell, connector)["text/plain"]
    assert len(connector.exchanges) == 0


def test_a_template_is_shown_without_the_key_in_its_reference(shell, connector):
    from enmeshed_kit.notebook import expiry

    template = connector.relationship_templates.create_own(
        content={"@type": "ArbitraryRelationshipTemplateContent", "value": {}}, expires_at=expiry(connector, 2)
    )
    data = shown(shell, template)
    assert template.reference.truncated not in data["text/html"] + data["text/plain"]


def test_outside_of_ipython_nothing_is_registered_and_nothing_fails(connector):
    InteractiveShell.clear_instance()
    displays.register()
    assert connector is not None
