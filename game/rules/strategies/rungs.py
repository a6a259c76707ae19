"""A rung of the ladder: how a strategy opens, and the one number that it asks for."""

from dataclasses import dataclass

from game.text.marking import Forms


@dataclass(frozen=True)
class SettingForm:
    """The one number of a strategy, as a form asks for it.

    Attributes
    ----------
    label : what it is
    ask : the same beside the number on the board
    low, high : cycles, both possible
    usual : cycles, up to which a slider goes; few settings make sense beyond
    tried : cycles, settings that the evidence tries in every game
    original : cycles, in the original Turbofan Tycoon (2018); None if it had no such strategy
    ahead : label and ask where a service is ordered ahead, if they differ: a setting says when to
        order
    """

    label: str
    ask: str
    low: int
    high: int
    usual: int
    tried: range
    original: int | None = None
    ahead: tuple[str, str] | None = None

    def words(self, lead: int) -> tuple[str, str]:
        """Return label and ask where a service begins so many cycles after its order.

        Examples
        --------
        >>> from game.rules.strategies import STRATEGIES
        >>> [STRATEGIES["preventive"].setting.words(lead)[0] for lead in (0, 40)]
        ['Service age', 'Ordered at age']
        """
        return self.ahead if lead and self.ahead is not None else (self.label, self.ask)


@dataclass(frozen=True)
class Rung:
    """How a strategy opens on a ladder, and what is said of it meanwhile.

    Attributes
    ----------
    waits : fields of ``Unlocks``, cycles that add up after a factory's first failures; without the
        last one they are those of the rung below
    opened : said when it opens
    opening, coming, arriving : of what opens it, in so many cycles after the rung below: as a rule,
        while the rung below is locked, and while it is open; None where failures alone do
    """

    waits: tuple[str, ...]
    opened: str
    opening: Forms | None = None
    coming: Forms | None = None
    arriving: Forms | None = None
