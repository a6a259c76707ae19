"""Where else a federation pays: three cards, each figure with its source."""

from dataclasses import dataclass

import streamlit as st

from game.text.language import t
from game.text.marking import mark


@dataclass(frozen=True)
class _Claim:
    """A published figure, and where it stands."""

    text: str
    title: str
    address: str


@dataclass(frozen=True)
class _Card:
    """A sector: why its data cannot move, what stays and what travels, what was measured."""

    title: str
    why: str
    stays: str
    travels: str
    claims: tuple[_Claim, ...]
    not_here: str


_CARDS = (
    _Card(
        mark("Phones"),
        mark("What people type is theirs, and there is too much of it to collect."),
        mark("Stays: every word that was typed."),
        mark("Travels: changes of a model, once many phones have added theirs."),
        (
            _Claim(
                mark(
                    "A keyboard's next word, learned on phones, beat the one learned on a server: "
                    "the words that people really type are the better data."
                ),
                "Hard et al., 2018, arXiv:1811.03604",
                "https://arxiv.org/abs/1811.03604",
            ),
        ),
        mark("It does not pay where one owner already holds all the data."),
    ),
    _Card(
        mark("Hospitals"),
        mark("The law keeps patients' records where they were made."),
        mark("Stays: images and records."),
        mark("Travels: weights of a model, and how sure it was."),
        (
            _Claim(
                mark(
                    "Who will need oxygen: models of single hospitals reached 0.760 on average, "
                    "the federated one 0.899 (area under the curve)."
                ),
                "Dayan et al., Nature Medicine, 2021",
                "https://doi.org/10.1038/s41591-021-01506-3",
            ),
            _Claim(
                mark(
                    "Borders of brain tumours, from 71 sites and 6,314 patients: 33% better on the "
                    "part a surgeon removes than a public model."
                ),
                "Pati et al., Nature Communications 13:7346, 2022",
                "https://doi.org/10.1038/s41467-022-33407-5",
            ),
        ),
        mark("It does not pay for a hospital whose patients are unlike all others."),
    ),
    _Card(
        mark("Plants"),
        mark("Nobody shows competitors when and why machines fail."),
        mark("Stays: readings, dates, costs."),
        mark("Travels: weights, sums and histograms; what is added can be hidden among others."),
        (
            _Claim(
                mark(
                    "Six airlines with NASA's simulated engines: together five of them forecast "
                    "better than alone, one did not."
                ),
                "Landau et al., 2025, arXiv:2506.00499",
                "https://arxiv.org/abs/2506.00499",
            ),
        ),
        mark(
            "It does not pay where your own record already shows every way to fail, where a "
            "calendar does, or where the fee is more than a few failures."
        ),
    ),
)


def show() -> None:
    """Draw the cards."""
    st.header(t("Where else it pays"), anchor=False)
    for card, column in zip(_CARDS, st.columns(len(_CARDS), gap="large"), strict=True):
        with column:
            st.subheader(t(card.title), anchor=False)
            st.markdown(f"{t(card.why)}\n\n{t(card.stays)}\n\n{t(card.travels)}")
            for claim in card.claims:
                st.markdown(f"{t(claim.text)} [{claim.title}]({claim.address})")
            st.caption(t(card.not_here))
