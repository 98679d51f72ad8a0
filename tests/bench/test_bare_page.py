"""The bare page that a real one is measured against: the same elements with the same words, and nothing behind them."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.PageConfig_pb2 import PageConfig
from streamlit.testing.v1 import AppTest

from bench import bare_page

HOSTILE = 'it\'s "quoted" {braces} \\ and\na line'


def drawn(path: list[int]) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    return message


def frame() -> list[ForwardMsg]:
    """What every page sends before its elements: its title and the pages of the product."""
    config, navigation = ForwardMsg(), ForwardMsg()
    config.page_config_changed.title, config.page_config_changed.layout = "Sivu", PageConfig.WIDE
    for name, path in (("Ensimmäinen", ""), ("Toinen", "second")):
        page = navigation.navigation.app_pages.add()
        page.page_name, page.url_pathname, page.is_default, page.page_script_hash = name, path, not path, f"h{path}"
    navigation.navigation.page_script_hash = "h"
    return [config, navigation]


def page() -> list[ForwardMsg]:
    """A heading, a form field and a column with a button in it."""
    heading, radio, row, column, button = (drawn(path) for path in ([0, 0], [0, 1], [0, 2], [0, 2, 0], [0, 2, 0, 0]))
    heading.delta.new_element.heading.tag, heading.delta.new_element.heading.body = "h2", HOSTILE
    choice = radio.delta.new_element.radio
    choice.id, choice.label, choice.set_value, choice.raw_value = "$$ID-0-level", "Taso", True, "b"
    choice.options.extend(["a", "b"])
    row.delta.add_block.flex_container.direction = Block.FlexContainer.HORIZONTAL
    column.delta.add_block.column.weight = 1
    button.delta.new_element.button.id, button.delta.new_element.button.label = "$$ID-0-go", "Jatka"
    return [*frame(), heading, radio, row, column, button]


def test_a_bare_page_draws_the_same_elements_with_the_same_words(tmp_path: Path) -> None:
    bare_page.write(page(), tmp_path)
    at = AppTest.from_file(str(tmp_path / "router.py"), default_timeout=20).run()
    assert not at.exception
    assert [heading.value for heading in at.header] == [HOSTILE]
    assert [(radio.key, radio.label, radio.options, radio.value) for radio in at.radio] == [
        ("level", "Taso", ["a", "b"], "b")
    ]
    assert [button.key for button in at.columns[0].button] == ["go"]


def test_a_page_that_draws_one_element_less_would_be_found() -> None:
    """Negative control: what the bench compares before it measures tells the two apart."""
    assert bare_page.kinds(page()) == bare_page.kinds(page())
    assert bare_page.kinds(page()) != bare_page.kinds(page()[:-1])


def test_an_element_that_cannot_be_drawn_again_is_refused_by_name(tmp_path: Path) -> None:
    unknown = drawn([0, 5])
    unknown.delta.new_element.balloons.show = True
    with pytest.raises(bare_page.Unknown, match="balloons"):
        bare_page.write([*page(), unknown], tmp_path)
