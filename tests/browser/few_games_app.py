"""The app with less to compute: a comparison of few games in fewer clusters, engines dealt once."""

from game.evidence import compare, findings
from game.views.evidence import page
from game.views.main import main
from game.views.study import page as study

if __name__ == "__main__":  # as Streamlit runs it; pytest looks into it for doctests
    compare.FEWEST_CLUSTERS = 12
    findings.GAMES = page.GAMES = 384
    study.DEALINGS = 1
    main()
