"""What each client is worth to the others: their error without it, exactly."""

from collections.abc import Callable

from models.features import Forecast
from models.federated.exact import ExactFederation


def leave_one_out(
    federation: ExactFederation, loss: Callable[[int, Forecast], float]
) -> dict[int, float]:
    """Return for each client by how much the others' mean loss grows without it.

    Nothing is trained again: a client is taken away by subtracting its sufficient statistics, which
    gives the very model that the others would have solved for (on the shared standardisation).

    Parameters
    ----------
    federation : of at least two clients
    loss : of a client and a forecast (features to cycles): its error, or the dollars that it loses

    Returns
    -------
    by client id; negative where the others would do better without

    Examples
    --------
    >>> import numpy as np
    >>> from data.simulator import simulate
    >>> from models.federated.exact import federate_exactly
    >>> from models.features import features
    >>> from models.federated.client import InProcess
    >>> from models.metrics import rmse
    >>> from models.rul import capped_rul
    >>> fleet = simulate(np.arange(12), seed=1, fan_share=0.2)
    >>> clients = InProcess.of_each([fleet.select(np.arange(4) + 4 * i) for i in range(3)])
    >>> judge = simulate(np.arange(20) + 100, seed=1, fan_share=0.2)
    >>> worth = leave_one_out(
    ...     federate_exactly(clients, strength=3000.0),
    ...     lambda client, forecast: rmse(forecast(features(judge)), capped_rul(judge)),
    ... )
    >>> sorted(worth), sum(worth.values()) > 0
    ([0, 1, 2], True)
    """
    members = sorted(federation.statistics)
    if len(members) < 2:
        raise ValueError(f"without one there must be others: got {len(members)} clients")
    together = {client_id: loss(client_id, federation.model.predict) for client_id in members}
    worth = {}
    for client_id in members:
        forecast = federation.without(client_id).predict
        others = [other for other in members if other != client_id]
        more = sum(loss(other, forecast) - together[other] for other in others)
        worth[client_id] = more / len(others)
    return worth
