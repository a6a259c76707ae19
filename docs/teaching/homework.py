# %% [markdown]
# # Three problems: when to service, what to share, what is worth money
#
# For a course in data science. You need pandas and this project: clone it, run `make install`, and open
# this notebook with the Python of its `.venv`. Every engine comes from a seed, so everybody gets the same figures.
#
# 1. **Four failures** and the best service age: why small samples want caution.
# 2. **The blind spot**: a model of one factory, a federated one, a central one.
# 3. **Money, not error**: grade a class from its links, and tell decisions from luck.

# %%
import sys
from pathlib import Path

root = next(place for place in (Path.cwd(), *Path.cwd().parents) if (place / "game").is_dir())
sys.path.insert(0, str(root))

import tempfile

import numpy as np
import pandas as pd

folder = Path(tempfile.mkdtemp())
INCOME, SERVICE, FAILURE = 300, (10_000, 20), (60_000, 60)  # dollars a cycle; dollars and idle cycles

# %% [markdown]
# ## Problem 1: four failures
#
# A file of engines that ran until they failed, in the format of NASA's C-MAPSS: engine, cycle, three
# settings, 21 sensors. *Profit* of a service age: income less costs, for 1,000 cycles of one engine place.
#
# a. Write `profit(lives, age)`. An engine that fails at the age of its service has failed.
#
# b. Which age is best for all 200 engines? What does it earn?
#
# c. Draw four engines, take the age that was best for them, and look what it earns on all 200.
# Repeat 300 times. How much is lost, on average? And if you service at 0.8 times that age?

# %%
from game.api import write_engines

write_engines(200, seed=7, profile="fd003", out=folder / "engines.txt")
columns = ["engine", "cycle", *(f"setting{n}" for n in range(1, 4)), *(f"s{n}" for n in range(1, 22))]
engines = pd.read_csv(folder / "engines.txt", sep=r"\s+", header=None, names=columns)
lives = engines.groupby("engine")["cycle"].max().to_numpy()
print(len(lives), "engines live", lives.min(), "to", lives.max(), "cycles, mean", lives.mean().round(1))

# %% yours
def profit(lives, age):
    """Return dollars for 1,000 cycles of one engine place, each engine serviced at an age."""
    return 0.0  # your turn


# %% solution
def profit(lives, age):
    """Return dollars for 1,000 cycles of one engine place, each engine serviced at an age."""
    lives = np.asarray(lives)
    failed = lives <= age
    running = np.minimum(lives, age)
    spent = np.where(failed, FAILURE[0], SERVICE[0])
    idle = np.where(failed, FAILURE[1], SERVICE[1])
    return 1_000 * (INCOME * running - spent).sum() / (running + idle).sum()


ages = np.arange(40, 300)
curve = pd.Series([profit(lives, age) for age in ages], index=ages)
print("best age", curve.idxmax(), "earns", round(curve.max()))

rng = np.random.default_rng(0)
rows = []
for _ in range(300):
    four = rng.choice(lives, 4, replace=False)
    best = max(ages, key=lambda age: profit(four, age))
    rows.append({"as it was": curve[best], "0.8 times": curve[max(40, round(0.8 * best))]})
print((curve.max() - pd.DataFrame(rows)).mean().round().rename("lost, $"))

# %% [markdown]
# ## Problem 2: the blind spot
#
# Twenty factories have four failed engines each. In one engine of five the fan wears out, in the others the
# compressor. `features` turns sensor histories into a table; the target is remaining life, capped at 125.
#
# a. Train a ridge on factory 3 alone (`FederatedRegressor("ridge", alpha=3000.0)` with one group). Which faults has it seen?
#
# b. Train the same on all factories, `groups=` the factory. How many bytes moved?
#
# c. Compare the errors (RMSE, last 50 cycles) of both on 60 new engines, **for each fault apart**. Add a ridge
# on all rows in one place. What does the federation lose against it?
#
# d. The same with `"fourier_ridge"`, `alpha=1.0` and `random_state=0`. What does a model that bends see, and what not?

# %%
from data.simulator import is_fan, simulate
from models.features import features
from models.federated_regressor import FederatedRegressor
from models.rul import capped_rul

SEED = 12


def table(ids):
    """Return features, remaining life, engine and fault of each row."""
    made = simulate(ids, SEED, fan_share=0.2)
    engine = np.repeat(ids, made.lifetimes)
    return features(made), capped_rul(made), engine, is_fan(engine, SEED, 0.2)


X, y, engine, fan = table(np.arange(80))
factory = engine // 4
X_new, y_new, _, fan_new = table(np.arange(1_000, 1_060))
print(pd.Series(fan).groupby(engine).first().groupby(lambda one: one // 4).sum().head().rename("fans"))

# %% yours
federated = FederatedRegressor("ridge", alpha=3000.0)  # your turn: fit it, with groups=factory

# %% solution
own_rows = factory == 3


def trained(rows, groups, algorithm="ridge", alpha=3000.0):
    return FederatedRegressor(algorithm, alpha=alpha, random_state=0).fit(X[rows], y[rows], groups=groups)


everywhere = np.ones(len(y), bool)
bending = {"algorithm": "fourier_ridge", "alpha": 1.0}
federated = trained(everywhere, factory)
models = {
    "factory 3": trained(own_rows, factory[own_rows]),
    "federated": federated,
    "central": trained(everywhere, np.zeros(len(y), int)),
    "factory 3, bending": trained(own_rows, factory[own_rows], **bending),
    "federated, bending": trained(everywhere, factory, **bending),
}
near = y_new <= 50
errors = {
    name: {
        kind: np.sqrt(np.mean((model.predict(X_new[rows]) - y_new[rows]) ** 2))
        for kind, rows in (("compressor", near & ~fan_new), ("fan", near & fan_new))
    }
    for name, model in models.items()
}
print(pd.DataFrame(errors).T.round(1))
print("bytes moved:", federated.bytes_moved_, "- of the raw table:", X.nbytes)

# %% [markdown]
# ## Problem 3: money, not error
#
# A class has handed in links. `python -m game grade` makes a table of them: profit, decision quality (what the
# decisions are worth on redrawn engines, from 0, waiting, to 1, the best possible with what was known) and luck.
#
# a. Grade the class. Who earned most? Who decided best?
#
# b. Dan and Eve played **other engines**. What may be compared, what not?
#
# c. Hand in a link of your own that beats all of them in decision quality, and say why it should.

# %%
(folder / "class.txt").write_text(
    """Ana, 1-default.cy1000-31-0p
Ben, 1-default.cy1000-31-0l
Cem, 1-default.cy1000-31-0p193
Dan, 1-default.cy1000-34-0p193
Eve, 1-default.cy1000-33-0l
"""
)

# %% yours
link = "1-default.cy1000-31"  # your turn: play this match and paste your link

# %% solution
from game.__main__ import main

link = "1-default.cy1000-31-0f"
with (folder / "class.txt").open("a") as file:
    file.write(f"me, {link}\n")
assert main(["grade", str(folder / "class.txt"), "--out", str(folder / "results.csv")]) == 0
results = pd.read_csv(folder / "results.csv")
print(results[["name", "seed", "profit", "decision_quality", "luck"]].round(2).to_string(index=False))
best = results.loc[results["decision_quality"].idxmax(), "name"]
richest = results.loc[results["profit"].idxmax(), "name"]
print("decided best:", best, "- earned most:", richest)
