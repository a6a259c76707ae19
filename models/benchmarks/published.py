"""Published errors on NASA's engines, with what is known of how they were computed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """An error that somebody has published.

    Attributes
    ----------
    place : a subset, or a split of FedCMAPSS
    model : as its authors call it
    rmse : cycles, against capped life
    spread : that is given with it; 0 if none is
    source : where it stands
    caution : what is known against it
    """

    place: str
    model: str
    rmse: float
    spread: float
    source: str
    caution: str = ""

    def level_with(self, low: float, high: float) -> bool:
        """Return whether an interval overlaps the figure and its spread.

        Examples
        --------
        >>> Figure("FD001", "x", 12.0, 0.5, "").level_with(11.0, 11.6)
        True
        """
        return self.rmse - self.spread <= high and low <= self.rmse + self.spread


_FFVE = "LLerDagu/RUL-FFVE, Benchmark.md"
_SURVEYED = "as quoted there, not run here"
_AIRCRAFT = "Chinmoy17/FL-for-Aircraft, draft of July 2026"
_ONE_SEED = "one seed, 1-D CNN; FD001 and FD003 on 4 clients together"
_FEDCMAPSS = "perceivelab/FedCMAPSS, LSTM_RUL_task_A_plot.ipynb"
_GENERATIONS = "the notebook holds two generations of figures, these are the second"
_STEPS = "perceivelab/FedCMAPSS, Tasks_steps.ipynb, best of its curves"
_COPIED = "unnamed model; FedProx's curves are copies of other rows to the last digit"

PUBLISHED = (
    Figure("FD001", "MTSTAN, centralised", 10.97, 0, _FFVE, _SURVEYED),
    Figure("FD001", "FFVE, centralised", 12.31, 0, _FFVE),
    Figure("FD001", "FedRep", 14.34, 0, _AIRCRAFT, _ONE_SEED),
    Figure("FD002", "FFVE, centralised", 12.55, 0, _FFVE),
    Figure("FD002", "MTSTAN, centralised", 16.81, 0, _FFVE, _SURVEYED),
    Figure("FD003", "MTSTAN, centralised", 10.90, 0, _FFVE, _SURVEYED),
    Figure("FD003", "FFVE, centralised", 12.43, 0, _FFVE),
    Figure("FD003", "FedRep", 15.47, 0, _AIRCRAFT, _ONE_SEED),
    Figure("FD004", "FFVE, centralised", 14.08, 0, _FFVE),
    Figure("A", "FedAvg", 17.29, 1.7, _FEDCMAPSS, _GENERATIONS),
    Figure("A", "SCAFFOLD", 16.99, 0, _FEDCMAPSS, _GENERATIONS),
    Figure("A", "SCAFFOLD", 16.3, 0, _STEPS, _COPIED),
    Figure("B", "FedAvg", 30.48, 9.0, _FEDCMAPSS, _GENERATIONS),
    Figure("B", "FedCross", 20.63, 0, _FEDCMAPSS, _GENERATIONS),
    Figure("B", "FedCross", 15.3, 0, _STEPS, _COPIED),
    Figure("C", "FedAvg", 31.26, 2.0, _FEDCMAPSS, _GENERATIONS),
    Figure("C", "FedCross", 19.93, 0, _FEDCMAPSS, _GENERATIONS),
    Figure("C", "FedCross", 17.5, 0, _STEPS, _COPIED),
    Figure("D", "FedAvg", 15.31, 1.4, _FEDCMAPSS, _GENERATIONS),
    Figure("D", "FedCross", 14.44, 0, _FEDCMAPSS, _GENERATIONS),
    Figure("D", "SCAFFOLD", 12.3, 0, _STEPS, _COPIED),
    Figure("E", "FedAvg", 32.95, 4.9, _FEDCMAPSS, _GENERATIONS),
    Figure("E", "best of all", 28.9, 0, _STEPS, _COPIED),
)
"""All against capped labels, at the last window of each test engine."""
