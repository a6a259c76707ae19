"""Turbofan Tycoon's door: ``streamlit run app.py``, or any ASGI server with ``app:app``."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st
from streamlit import config, file_util

from game.demo.packing import pack
from game.demo.routes import Demo, talks_of
from game.door.places import Place
from game.door.previews import Previews
from game.door.routes import Door
from game.live.answering.crowd import CROWD
from game.live.requests import wanted_soon
from game.rooms.web.serving import Serving
from game.rules.errors import GameError
from game.teaching import routes as teaching
from game.views import main
from game.views.business.office import OFFICE
from game.views.frame.theme import page_css
from game.views.frame.wall import LIBRARY
from game.views.preview.picture import preview
from game.workers import Workers
from game.workshop.weighing import weigh

door = Door(
    [Place(page.path, page.title, page.description, page.shows) for page in main.PAGES],
    index=Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8"),
    static=Path(__file__).parent / "static",
    colours=page_css(),
    library=LIBRARY,
    previews=Previews(lambda kind, link, at: CROWD.ask(link, preview, kind, link, at)),
    base=f"/{config.get_option('server.baseUrlPath').strip('/')}".rstrip("/"),
)
count = int(os.environ.get("TURBOFAN_WORKERS", min(4, os.cpu_count() or 1)))
CROWD.employ(Workers(count, "game.live.answering.ahead", here_first=True))
OFFICE.employ(Workers(min(1, count), "game.business.study", here_first=True))
CROWD.prepare(wanted_soon(datetime.now(UTC).date()))
try:
    rooms = Serving(weigh=weigh)
    demo = Demo(talks_of(), lambda talk: CROWD.ask("demo", pack, talk), rooms.settings)
except GameError as refused:
    sys.exit(str(refused))
app = st.App(
    main.__file__,
    routes=[
        *rooms.routes(door.base),
        *demo.routes(door.base),
        *teaching.routes(door.base),
        *door.routes(),
    ],
    lifespan=rooms.lifespan,
)
