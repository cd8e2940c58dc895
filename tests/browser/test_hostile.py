"""What strangers write stays text, wherever it is shown: live in JupyterLab, and on the page that `run` writes."""

import re

import nbformat
from nbformat import v4
from playwright.sync_api import expect

from enmeshed_kit.lessons.execution import execute
from enmeshed_kit.lessons.index import Lesson
from enmeshed_kit.lessons.pages import write_page

HOSTILE = (
    "<img src=x onerror='window.__pwned=1'><script>window.__pwned=2</script></textarea></style></pre>"
    "<svg onload=window.__pwned=3>\"onmouseover='window.__pwned=4' \u202egnilda er\u2066 \U0001f980 &lt;b&gt;"
)
CELLS = [
    f"""
from enmeshed_kit import content, notebook as kit
from enmeshed_kit.notebook.feed.feed import Feed
HOSTILE = {HOSTILE!a}
LONG = (HOSTILE * 60)[:10_000]
NAME = "<img src=x onerror=window.__pwned=5></textarea><script>window.__pwned=6</script>"
connector, phone = kit.connect(), kit.Phone()
feed = Feed(connector, phone.connector)
feed
""",
    """
name = kit.Form(connector, "Step 1 \u00b7 A name", kit.tutorial.CREATE_NAME)
name.fill("display name", NAME, HOSTILE)
name.send()
display(name, name.exchange)
name.edit('{"content": ' + HOSTILE)
name
""",
    """
wrong = kit.Form(connector, HOSTILE, kit.tutorial.MAY_I_ASK)
wrong.fill("question", LONG[:9_900])
wrong.send()
display(wrong)
shared = content.identity_attribute(content.attribute_value("DisplayName", value=NAME), connector.address)
query = {"@type": "IdentityAttributeQuery", "valueType": "GivenName"}
items = [
    {"@type": "ShareAttributeRequestItem", "mustBeAccepted": True, "attribute": shared,
     "attributeId": connector.attributes.list()[0].id},
    {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": query},
    {"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": LONG[:9_900], "link": "https://example.com"},
]
request = {"@type": "Request", "title": HOSTILE, "description": HOSTILE, "items": items}
template = connector.relationship_templates.create_own(
    content={"@type": "RelationshipTemplateContent", "title": HOSTILE, "onNewRelationship": request},
    expires_at=kit.expiry(connector, 30))
picture = kit.qr(connector.relationship_templates.qr_code(template.id), HOSTILE)
display(template, picture)
phone.scan(picture)
""",
    "phone.fill_in(GivenName=NAME)",
    """
phone.add_contact()
display(connector.sync())
connector.relationships.accept(kit.relationship_of(connector, template).id)
display(kit.tables.relationships(connector))
phone.refresh()
""",
    """
mail = kit.Form(connector, "Step 2 \u00b7 Send a Mail", kit.tutorial.SEND_MAIL)
mail.fill("the peer's address", phone.address)
mail.fill("subject", HOSTILE)
mail.fill("body", LONG)
mail.send()
mail
""",
    "phone.refresh()",
    "kit.side_by_side(phone.contact(), phone.open_message())",
    "phone.new_message(HOSTILE, LONG)",
    """
display(connector.sync())
display(connector.messages.list()[0], connector.exchanges)
display(kit.tables.attributes(connector))
kit.tables.messages(connector)
""",
    """
import io
import qrcode
drawn = io.BytesIO()
qrcode.make(HOSTILE).save(drawn, "PNG")
display(kit.qr(drawn.getvalue(), HOSTILE))
kit.Connector(connector.base_url, "a-key-of-nobody", name=HOSTILE)
""",
    "feed",
]
MADE = "[onerror], [onload], [onmouseover], img[src=x], .jp-OutputArea script, main script"
TURNED = """() => [...document.querySelectorAll('.jp-OutputArea, main')].flatMap(area => {
    const texts = document.createTreeWalker(area, NodeFilter.SHOW_TEXT), loose = [];
    while (texts.nextNode()) {
        const { data, parentElement } = texts.currentNode;
        const turns = /[\u202a-\u202e\u2066-\u2069]/.test(data) && parentElement.checkVisibility();
        const isAlone = parentElement.childNodes.length === 1;
        const how = getComputedStyle(parentElement).unicodeBidi;
        if (turns && !(isAlone && /isolate|plaintext/.test(how)))
            loose.push(`${how}: ${parentElement.outerHTML.slice(0, 300)}`);
    }
    return loose;
})"""
"""Texts that turn the direction of writing and do not stand alone in something that isolates them."""

HELD = re.compile(r"<img src=x onerror")


def test_what_strangers_write_is_inert_in_jupyterlab(read):
    reader = read("hostile", cells=CELLS)

    reader.run_all()
    *cells, feed = reader.notebook.locator(".jp-CodeCell").all()[1:]
    for cell in cells:
        expect(cell.locator(".jp-OutputArea").first).to_contain_text(HELD, timeout=20_000)
    feed.get_by_role("listbox").select_option(
        feed.get_by_role("option").filter(has_text="messageSent").first.text_content()
    )
    expect(feed).to_contain_text(HELD, timeout=20_000)

    assert reader.page.locator(MADE).count() == 0
    assert reader.page.evaluate("window.__pwned") is None
    assert reader.page.evaluate(TURNED) == []


def test_what_strangers_write_is_inert_on_an_exported_page(open_page, tmp_path):
    notebook = v4.new_notebook(cells=[v4.new_code_cell(cell.strip()) for cell in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path / "hostile.ipynb"
    nbformat.write(notebook, path)
    lesson = Lesson(file=path.name, title=HOSTILE, level=HOSTILE, minutes=1, era=[], needs=[])

    page = open_page(write_page(execute(path), lesson, tmp_path).as_uri())

    assert page.get_by_text(HELD).count() >= 2 * len(CELLS)
    assert page.locator(MADE).count() == 0
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate(TURNED) == []
