import ast
import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = tomllib.loads((Path(__file__).parent / "guide_map.toml").read_text(encoding="utf-8"))["section"]

SECTIONS = """\
Create a RelationshipTemplate
Input for Creating a RelationshipTemplate
Personalization of a RelationshipTemplate
Password Protection of a RelationshipTemplate
Successfully Created RelationshipTemplate
Make the RelationshipTemplate Available
Make It Available to a Connector
Make It Available to an App User
Initiate a Relationship
Check the Feasibility of a Relationship Initiation
Initiate It as a Connector
RelationshipTemplate With RelationshipTemplateContent
RelationshipTemplate With ArbitraryRelationshipTemplateContent
Initiate It as an App user
Undo the Initiation of a Relationship
Establish an Active Relationship
Receive the Pending Relationship
Accept the Pending Relationship
Get Informed About the Acceptance of the Relationship
What's Next?""".splitlines()
"""The headings of the guide "Establish Relationships", in its order."""


def names(row):
    return f"{row['guide']} → {row['notebook']}:{row['cell']}"


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_guide_has_a_place(section):
    assert [row for row in ROWS if row["guide"].split(":")[0] == section]


def test_no_place_is_for_a_section_that_the_guide_lacks():
    assert {row["guide"].split(":")[0] for row in ROWS} <= set(SECTIONS)


@pytest.mark.parametrize("row", ROWS, ids=names)
def test_the_place_in_the_notebook_exists(row):
    notebook = json.loads((ROOT / "notebooks" / f"{row['notebook']}.ipynb").read_text(encoding="utf-8"))

    assert row["cell"] in [cell["id"] for cell in notebook["cells"]]


@pytest.mark.parametrize("row", ROWS, ids=names)
def test_the_test_exists(row):
    file, _, name = row["test"].partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))

    assert name in [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
