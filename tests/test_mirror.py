"""Each file of tests stands where the module stands that it is about."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SEVERAL = {
    "data/test_fidelity.py",  # simulated engines beside NASA's own
    "game/test_causality.py",  # all that a board says up to a cycle
    "game/test_command_line.py",  # python -m game
    "game/test_hostile.py",  # whatever a browser sends
    "game/test_light_door.py",  # what an import loads
    "game/test_path.py",  # from a decision to money
    "game/test_recipes.py",  # what CONTRIBUTING tells to do
    "game/rooms/ballots/test_audience.py",  # an audience from its first vote to its last
    "game/rooms/ballots/test_contracts.py",  # what is told of contracts, and what is booked
    "game/rooms/ballots/test_in_force.py",  # what a wall says, and what its link flies
    "game/rooms/test_workshop.py",  # a class from its lobby to its debrief, with kills
    "game/rooms/web/test_one_address.py",  # many who come from one address, over several servers
    "game/views/test_languages.py",  # every page in the pseudo-language
    "game/views/test_pages.py",  # what holds for every page
    "models/federated/simulation/test_personal.py",  # personal heads: clients, passes and the run
    "models/benchmarks/test_cross_validation.py",  # the commands that compare settings and features
}
"""What is about several modules together."""

TESTS = sorted(
    path.relative_to(ROOT / "tests").as_posix()
    for package in ("data", "models", "game")
    for path in (ROOT / "tests" / package).rglob("test_*.py")
)


def test_tests_are_found_and_those_about_several_modules_are_here() -> None:
    assert len(TESTS) > 60
    assert set(TESTS) >= SEVERAL


def test_a_test_stands_where_its_module_stands() -> None:
    for path in set(TESTS) - SEVERAL:
        module = ROOT / path.replace("test_", "")
        package = module.with_suffix("") / "__init__.py"
        assert module.exists() or package.exists(), f"{path} is about no module: about which one?"
