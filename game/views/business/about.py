"""Above the form: whose plant it is, and what of it is published or still our example's."""

import streamlit as st

from game.text.language import t
from game.views.business.form import Asked
from game.views.business.presets import PRESETS, Source, still_published
from game.views.business.words import whose
from game.views.business.words.inputs import LABELS
from game.views.business.words.whose import Origins
from game.views.frame.state import PlantView


def origins_of(view: PlantView) -> Origins:
    """Return whose each value is, as far as is known."""
    if view.unknown:
        return Origins()
    return Origins(view.changed, frozenset(source.input for source in published_of(view)))


def published_of(view: PlantView) -> list[Source]:
    """Return the sources of what stands as it was published."""
    if view.unknown:
        return []
    return still_published(PRESETS[view.preset], view.changed, _unit(view))


def whose_prices(view: PlantView) -> str | None:
    """Return the example at whose prices one reckons; None once a price is the visitor's own."""
    known = not view.unknown and not view.changed & {*whose.OF_A_STOP, *whose.COSTS}
    return t(PRESETS[view.preset].title) if known else None


def _unit(view: PlantView) -> str:
    return str(view.values.get("currency", ""))


def about(view: PlantView, asked: Asked, origins: Origins) -> None:
    """Draw it, with one press for what is nothing in one's own plant."""
    st.caption(_whose(view))
    if view.before is not None and st.button(t("Back to the plant before"), key="plant-back"):
        view.back()
        st.rerun()
    if view.changed:
        _leftovers(view, asked, origins)
    _sources(view)


def _whose(view: PlantView) -> str:
    if view.returned:
        return t(
            "Your plant, as this browser kept it. Amounts are taken in the unit that you name; "
            "nothing is converted."
        )
    if view.linked:
        return t("The address of this page holds this plant: whoever opens it sees these figures.")
    if view.changed:
        return t(
            "Your plant, begun with: {title}. Amounts are taken in the unit that you name; nothing "
            "is converted.",
            title=t(PRESETS[view.preset].title),
        )
    return t(
        "Amounts are {money}; nothing is converted. What no source is named for is our example: "
        "overwrite it.",
        money=t(PRESETS[view.preset].money),
    )


def _leftovers(view: PlantView, asked: Asked, origins: Origins) -> None:
    """Say what is still our example's, and offer to set it to nothing."""
    title = t(PRESETS[view.preset].title)
    said = " ".join(whose.shares(asked.values, origins, title)).replace("$", r"\$")
    with st.container(key="plant-example", border=True):
        st.markdown(said)
        with st.container(horizontal=True):
            left = whose.left_of_example(asked.values, origins)
            if left and st.button(t("Set these to 0"), key="plant-set-to-nothing"):
                view.put(whose.without_example(asked.values, origins))
                st.rerun()
            mine = [*left, *whose.as_published(asked.values, origins)]
            if mine and st.button(t("All of these are right for my plant"), key="plant-all-mine"):
                view.touched.update(one.path for one in mine)
                st.rerun()
            models = whose.has_example_models(asked.values, origins)
            if models and st.button(t("Leave the models out"), key="plant-no-models"):
                view.put(whose.without_models(asked.values))
                st.rerun()


def _sources(view: PlantView) -> None:
    preset = PRESETS[view.preset]
    found = published_of(view)
    if not found:
        return
    with st.expander(t("Where these figures come from")):
        if view.changed:
            st.markdown(t("What you have not changed, in {money}:", money=t(preset.money)))
        for source in found:
            st.markdown(
                t(
                    "**{input}**: {figure}. [{title}]({address})",
                    input=t(LABELS[source.input]),
                    figure=t(source.figure).replace("$", r"\$"),
                    title=source.title,
                    address=source.address,
                )
            )
