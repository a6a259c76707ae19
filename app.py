"""Turbofan Tycoon's door: ``streamlit run app.py``."""

from game.views.main import main

main()
