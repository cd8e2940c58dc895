import pytest
from IPython.core.interactiveshell import InteractiveShell

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
