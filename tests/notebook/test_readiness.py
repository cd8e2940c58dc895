from types import SimpleNamespace

import pytest

from enmeshed_kit.notebook import readiness


def support(**modules):
    return {
        "version": {"version": modules.pop("version", "7.4.6")},
        "health": {"isHealthy": modules.pop("healthy", True)},
        "configuration": {"modules": modules},
    }


def findings(page):
    return readiness(SimpleNamespace(support=lambda: page))


def test_the_sandbox_is_ready(connector):
    assert readiness(connector)


@pytest.mark.parametrize(
    "page",
    [
        support(sync={"enabled": True}),
        support(sse={"enabled": True}),
        support(autoAcceptPendingRelationships={"enabled": True}),
        support(autoAcceptRelationshipCreationChanges={"enabled": True}),
        support(version="2.0.0"),
        support(version="yesterday's"),
        support(healthy=False),
    ],
)
def test_what_stands_in_the_tutorials_way_is_a_cross(page):
    result = findings(page)
    assert not result
    assert "✘" in repr(result)


def test_the_line_with_the_cross_says_what_to_set():
    assert "modules.sync.enabled = false" in repr(findings(support(sync={"enabled": True})))


def test_documentation_that_is_off_stands_in_nobodys_way():
    result = findings(support())
    assert result
    assert "modules.coreHttpApi.docs.enabled = true" in repr(result)


def test_a_page_with_less_on_it_than_expected_breaks_nothing():
    assert not findings({})
    assert not findings({"configuration": "masked"})


@pytest.mark.parametrize("version", ["4.6.4", "5.3.0", "6.34.0", "7.4.6"])
def test_a_connector_of_any_era_will_do(version):
    assert findings(support(version=version))


def test_the_line_names_the_module_as_this_connector_does():
    page = support(autoAcceptRelationshipCreationChanges={"enabled": True})
    assert "modules.autoAcceptRelationshipCreationChanges.enabled = false" in repr(findings(page))
