import pytest

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.client.report import Change, SyncReport
from enmeshed_kit.notebook import Form, tutorial
from enmeshed_kit.notebook.check import CheckError, check
from enmeshed_kit.notebook.connection.picture import draw_connector
from enmeshed_kit.notebook.exchange_picture import draw_exchange
from enmeshed_kit.notebook.memory import Outcome
from enmeshed_kit.notebook.qr import qr, read_qr
from enmeshed_kit.notebook.record_picture import draw_record, draw_validation
from enmeshed_kit.notebook.report_picture import draw_sync
from enmeshed_kit.records import IdentityInfo, Message, Reference, RequestValidationResult

EVIL = "<img src=x onerror=alert(1)>"


def exchange(**more):
    fields = {
        "number": 1,
        "method": "POST",
        "path": "/api/core/v1/Messages",
        "headers": {"Accept": "application/json"},
        "raw_body": b'{"content": {"subject": "<b>"}}',
        "status": 201,
        "reason": "Created",
        "raw_answer": b'{"result": {"subject": "<b>"}}',
        "answer_size": 30,
        "answer_headers": {"content-type": "application/json"},
        "duration_s": 0.123456,
    }
    return Exchange(**(fields | more))


def verdict(is_success, items=(), code=None, message=None):
    return RequestValidationResult(is_success=is_success, items=list(items), code=code, message=message)


def test_an_exchange_shows_call_and_answer_and_the_same_call_to_take_along():
    picture = draw_exchange(exchange())
    assert picture.text.startswith("POST $ENMESHED_BASE_URL/api/core/v1/Messages HTTP/1.1")
    assert "HTTP/1.1 201 Created" in picture.text
    assert "curl -X POST" in picture.html
    assert "httpx.request" in picture.html


def test_an_exchange_never_shows_what_changes_with_every_run():
    assert "0.123" not in draw_exchange(exchange()).html


def test_an_exchange_without_an_answer_says_so():
    assert "no answer" in draw_exchange(exchange(status=None, error="refused", raw_answer=b"", answer_size=0)).html


def test_bodies_of_strangers_are_escaped():
    assert "<b>" not in draw_exchange(exchange()).html


def test_a_validation_result_names_the_place_of_each_fault():
    wrong = verdict(False, code="error.invalid", message="does not match")
    picture = draw_validation(verdict(False, [verdict(False, [wrong], "error.inherited", "Some"), verdict(True)]))
    assert "  items[0].items[0]  ✘ error.invalid: does not match" in picture.text
    assert "  items[1]           ✔" in picture.text
    assert picture.text.startswith("The Request is not valid")


def test_a_validation_result_shows_messages_as_text():
    assert "<img" not in draw_validation(verdict(False, code="x", message=EVIL)).html


def test_a_record_is_shown_as_the_api_names_it_and_without_its_key():
    picture = draw_record(IdentityInfo(address="did:e:x", public_key="abc"))
    assert picture.text == "IdentityInfo\n  address    did:e:x\n  publicKey  abc"
    assert "secret-part" not in draw_record(Reference(truncated="secret-part", url="http://x/r/RLT1#secret-part")).text


def test_a_sync_report_shows_subjects_as_text():
    from datetime import UTC, datetime

    message = Message(
        id="MSG1",
        is_own=False,
        content={"@type": "Mail", "subject": EVIL},
        created_by="did:e:x",
        created_by_device="DVC1",
        recipients=[],
        created_at=datetime(2026, 1, 5, tzinfo=UTC),
        attachments=[],
    )
    change = Change(kind="Message", id="MSG1", before=None, after="received", record=message)
    picture = draw_sync(SyncReport(changes=(change,)))
    assert "<img" not in picture.html
    assert "MSG1" in picture.html


def test_a_sync_without_news_says_so():
    assert "Nothing new" in draw_sync(SyncReport(changes=())).html


def test_the_saved_panel_hides_the_port_and_the_key(connector):
    picture = draw_connector(connector)
    assert "$ENMESHED_BASE_URL" in picture.text
    assert connector.base_url not in picture.html
    assert "sandbox" in picture.text
    assert len(connector.exchanges) == 0


def test_a_check_that_holds_is_a_green_line():
    assert repr(check("It is Active", True)) == "✔ It is Active"


def test_a_check_that_does_not_hold_stops_and_says_what_to_look_at():
    with pytest.raises(CheckError, match="Not so: It is Active") as caught:
        check("It is Active", [], hint="Sync first.")
    assert caught.value.hint == "Sync first."


def test_a_qr_code_has_words_for_those_who_do_not_see_it(connector):
    png = _png("http://localhost/r/RLT1#abc")
    data, metadata = qr(png, "an invitation")._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == "QR code that leads to an invitation"
    assert "text/plain" in data


def test_the_qr_code_of_ones_own_connector_is_shown_live_and_never_saved(connector):
    picture = Form(connector, "Step 4 · QR", tutorial.QR_CODE, {"the ID of the RelationshipTemplate": "RLT"})
    picture.outcome = Outcome(_png("http://localhost/r/RLT1#secret"), None)
    assert "image/png" in qr(picture)._repr_mimebundle_()[0]
    connector.is_sandbox = False
    data, _ = qr(picture)._repr_mimebundle_()
    assert set(data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}


def test_a_qr_code_is_read_as_a_camera_reads_it():
    assert read_qr(_png("http://localhost/r/RLT1#ä|b")) == "http://localhost/r/RLT1#ä|b"


@pytest.mark.parametrize("picture", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(ContentError):
        read_qr(picture)


def test_a_picture_without_a_code_is_refused():
    with pytest.raises(ContentError, match="no QR code"):
        read_qr(_blank())


def _png(text):
    import io

    import qrcode

    buffer = io.BytesIO()
    qrcode.make(text).save(buffer)
    return buffer.getvalue()


def _blank():
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(buffer, "PNG")
    return buffer.getvalue()
