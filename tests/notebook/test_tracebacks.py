from datetime import timedelta

import pytest
from IPython.core.interactiveshell import InteractiveShell

from enmeshed_kit.notebook import Connector, Form, Phone, check, expiry, tutorial
from enmeshed_kit.notebook.lesson import tutorial_request


@pytest.fixture
def run(connector, phone, capsys):
    """Runs a line as a notebook's cell and returns what a reader sees of its error."""
    shell = InteractiveShell.instance()
    shell.user_ns.update(
        connector=connector, phone=phone, tutorial=tutorial, Connector=Connector, Form=Form, check=check
    )

    def run(line):
        capsys.readouterr()
        shell.run_cell(line)
        return capsys.readouterr().out.strip().splitlines()

    yield run
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    "line",
    [
        "Form(connector, 'Step 1 · x', tutorial.CREATE_NAME).send()",
        "Form(connector, 'Step 1 · x', tutorial.CREATE_NAME).fill('nothing of the kind', 1)",
        "Connector('http://127.0.0.1:9', 'key').version()",
        "phone.fill_in(GivenName='x')",
        "phone.scan(b'no picture')",
        "check('It holds', False)",
    ],
)
def test_what_a_reader_can_cause_is_said_in_two_lines(run, line):
    lines = run(line)
    assert len(lines) == 2
    assert lines[1].startswith("What to do:")


def test_an_expired_and_a_used_up_template_are_said_in_two_lines(run, connector, add_connector, sandbox):
    png = _invitation(connector)
    Phone(add_connector("other")).scan(png)
    InteractiveShell.instance().user_ns["png"] = png
    assert len(run("phone.scan(png)")) == 2
    InteractiveShell.instance().user_ns["png"] = _invitation(connector)
    sandbox.clock.advance(timedelta(days=40))
    assert len(run("phone.scan(png)")) == 2


def _invitation(connector):
    name = connector.attributes.find_or_create({"@type": "DisplayName", "value": "Demo"})
    request = tutorial_request(connector.address, "Demo", name.id)
    content = {"@type": "RelationshipTemplateContent", "onNewRelationship": request}
    template = connector.relationship_templates.create_own(
        content=content, expires_at=expiry(connector, 30), max_number_of_allocations=1
    )
    return connector.relationship_templates.qr_code(template.id)
