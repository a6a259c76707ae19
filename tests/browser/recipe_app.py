"""The app with the strategy and the aggregator of the recipes: run by ``test_recipes``."""

from game.views.main import main
from tests.recipes import add

add()
main()
