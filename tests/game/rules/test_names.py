from game.rules.names import YOU, factory_names
from game.rules.scenario import CLASSIC


def test_four_factories_of_four_engines_have_names_of_their_own() -> None:
    assert (CLASSIC.factories, CLASSIC.slots) == (4, 4)
    for seed in range(500):
        names = factory_names(seed, 4)
        assert names[0] == YOU
        words = [word for name in names[1:] for word in name.split()]
        assert len(set(words)) == 6, "no place and no trade comes twice"
