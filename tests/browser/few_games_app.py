"""The app with a comparison of few games, in fewer clusters: run by ``test_evidence``."""

from game.evidence import compare, findings
from game.views.evidence import page
from game.views.main import main

if __name__ == "__main__":  # as Streamlit runs it; pytest looks into it for doctests
    compare.FEWEST_CLUSTERS = 12
    findings.GAMES = page.GAMES = 384
    main()
