"""The app with less to compute: a comparison of few games in fewer clusters, engines dealt once."""

import os
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from game.evidence import compare, findings
from game.evidence.clusters import ClusterTask
from game.evidence.sweep import SweptCluster, swept_clusters
from game.views.evidence import page
from game.views.main import main
from game.views.study import page as study

CLUSTERS = 12


def gated(tasks: Sequence[ClusterTask]) -> Iterator[tuple[SweptCluster, ...]]:
    """Learn half of the clusters, the rest when the file is there that ``EVIDENCE_GATE`` names."""
    known = swept_clusters(tasks)
    yield from islice(known, CLUSTERS // 2)
    while not Path(os.environ["EVIDENCE_GATE"]).exists():
        time.sleep(0.05)
    yield from known


if __name__ == "__main__":  # as Streamlit runs it; pytest looks into it for doctests
    compare.FEWEST_CLUSTERS = CLUSTERS
    findings.GAMES = page.GAMES = 192
    study.DEALINGS = 1
    if "EVIDENCE_GATE" in os.environ:
        findings.swept_clusters = gated
    main()
