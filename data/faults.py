"""What wears out in an engine, and the rule that names it where nobody has written it down."""

from enum import IntEnum

import numpy as np

from data.trajectories import SENSORS, BoolArray, Trajectories


class Fault(IntEnum):
    """The module that wears out."""

    UNNAMED = -1  # nobody has opened the engine, or nobody can tell
    COMPRESSOR = 0
    FAN = 1


FAN_BELOW = 21.6085
"""Mean total pressure in the bypass duct (P15), psia, below which one of NASA's engines is called a
fan engine: NASA names no fault per engine.

Of FD003's engines run to failure the last below has 21.6081, the first above 21.6093, of FD001's
the lowest 21.6091. So narrow a gap proves little; a second sensor, epr, says the same: it leaves
1.30 upwards in all that lie below, and in none that lie above. Of engines that were cut off early
the rule would not be safe.
"""


def wears_at_fan(engines: Trajectories) -> BoolArray:
    """Say which of NASA's engines wear at the fan, (engines,).

    Parameters
    ----------
    engines : at one flight condition, run to failure or nearly so

    Examples
    --------
    >>> from data.simulator import simulate
    >>> bool(wears_at_fan(simulate(np.arange(4), seed=1, fan_share=0.0)).any())
    False
    """
    pressures = engines.sensors[:, SENSORS.index("P15")].astype(np.float64)
    means = np.add.reduceat(pressures, engines.offsets[:-1]) / engines.lengths
    fan: BoolArray = means < FAN_BELOW
    return fan
