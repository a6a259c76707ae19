"""Play: the live board."""

import json
from typing import Any

import streamlit as st

from game.api import judge_for_board
from game.campaign.chapters import ALL as CHAPTERS
from game.campaign.chapters import BY_SCENARIO
from game.live.answering.crowd import CROWD, answer_one, aside_of
from game.live.payload import encode
from game.rules.links import decode
from game.rules.scenario import FIRST
from game.text.language import t
from game.views.frame.drawing import draw_again
from game.views.frame.state import ViewState, view_state
from game.views.frame.visitor import greet, has_been, link_query
from game.views.play.board import NOTHING, mount_board, mount_channel, mount_feed
from game.views.play.weighing import REFRESH, REVIEWS, album, question, today, weighed

BESIDES = 0.25
"""Share of what the machine carries up to which decisions are weighed beside the boards."""


def render() -> None:
    """Draw the page."""
    mount_board("board", album(today()))
    with st.container():  # beside the other part, and not around it (ADR 106)
        _converse()
    view = view_state()
    if view.ended and view.ended == view.match:
        _weigh(view, view.ended)


@st.fragment
def _converse() -> None:
    """Tell the board what it asks; of the page, this alone runs at a decision.

    At the end of a match the page is drawn once more, to weigh it.
    """
    greet()
    view = view_state()
    asked = mount_channel(key="channel")
    ended = asked.ended
    view.ended = ended or view.ended
    view.ends += ended is not None
    if ended is not None and (verdict := json.loads(CROWD.ask(ended, judge_for_board, ended))):
        view.judged = _told(view, judged={"link": ended, **verdict})
    request = asked.request
    if asked == NOTHING or (view.answered is None and _is_impatient(request)):
        request = _opening(view)
    if request:
        one = answer_one(request, plays=view.answered is not None)
        view.payload, view.aside = one.payload, None
        if one.asked is not None:  # what is refused ends no match, and changes none
            view.answered, view.match = one, one.link
    if view.payload:
        mount_feed(view.payload, key="feed")
    # The board plays on meanwhile.
    plays_on = request is not None and request.get("more") is True
    if (asked.more or plays_on or ended is not None) and view.answered:
        view.aside = aside_of(view.answered, ended is not None or asked.at_end)
    if view.aside:
        mount_feed(view.aside, key="aside")
    if view.judged:
        mount_feed(view.judged, key="judged")
    if ended is not None:
        st.rerun()


def _is_impatient(request: object) -> bool:
    """Return whether a board asks for the match that the page opens with, which is late."""
    return isinstance(request, dict) and request.get("opening") is True


def _weigh(view: ViewState, ended: str) -> None:
    """Tell the board what the decisions of a match that has ended were worth, once it is known."""
    if decode(ended).scenario in BY_SCENARIO:
        return  # chapters are judged by their own rows
    if view.weighed is None or view.weighed[0] != ended:
        if CROWD.is_full(BESIDES):
            view.weighed = ended, {"link": ended, "stars": None, "busy": True}
        else:
            key, steps = question(ended)
            REVIEWS.begin(key, steps)

            def known() -> bool:
                if view.match != ended:
                    return True  # another one is on the board
                look = REVIEWS.look(key, steps)
                if look.value.quality is None:
                    return False
                comes_to = weighed(ended, look.value, today(), look.finished)
                if look.finished:
                    view.weighed = ended, comes_to
                else:
                    mount_feed(_told(view, weighed=comes_to), key="weighed")
                return look.finished

            draw_again(known, REFRESH)
            return
    mount_feed(_told(view, weighed=view.weighed[1]), key="weighed")


def _told(view: ViewState, **what: dict[str, Any]) -> bytes:
    """Return what an end came to, for this end: a browser hears nothing that is as it was."""
    return encode({**what, "end": view.ends}, {})


def link_to_play(
    label: str,
    link: str | None = None,
    own: bool = False,
    at: int | None = None,
    flown: bool = False,
) -> None:
    """Draw the way from another page to this one, into the match of a link from its start.

    Parameters
    ----------
    own : the visitor played it
    at : the cycle at which its clock stands, if not at the start
    flown : somebody played it, even if nothing was decided in it
    """
    wish = {"anew": "1"} | ({"mine": "1"} if own else {}) | ({} if at is None else {"at": str(at)})
    wish |= {"flown": "1"} if flown else {}
    query = link_query() if link is None else link_query(game=link, **wish)
    page = st.Page(render, title=t("Play"), url_path="play", default=True)
    st.page_link(page, label=label, query_params=query or None)


def _opening(view: ViewState) -> dict[str, Any] | None:
    """Ask for the match that the address names, unless it is on the board; at first for any."""
    link = st.query_params.get("game", view.match)
    if view.payload and link == view.match and "anew" not in st.query_params:
        return None
    if link is None and not has_been():
        return {"link": CHAPTERS[0].link()}
    if link is None:
        return {"n": 0, "new": {"scenario": FIRST, "seed": None}}
    return {"link": link}
