"""The app with what the recipes add: run by ``test_recipes``."""

import streamlit as st

from game.views.main import PAGES, PageRow, main
from tests.recipes import PATIENT, add


def render() -> None:
    """Draw a page that only this app has."""
    st.markdown(f"# {PATIENT.title}")


if __name__ == "__main__":  # as Streamlit runs it; pytest looks into it for doctests
    if PAGES[-1].path != "patience":  # the script runs anew for every visit
        PAGES.append(PageRow(render, "Patience", "patience", "Waits a little longer."))
    add()
    main()
