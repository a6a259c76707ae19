"""Every word of the picture of a round."""

from game.text.language import spoken, t


def picture_words() -> dict[str, object]:
    """Return the words in the language that is spoken; the picture fills their placeholders."""
    return {
        "locale": spoken().tag,
        "picture": t("Server and factories. Arrow keys go from factory to factory."),
        "server": t("Server"),
        "cycles": t("cycles"),
        "factory": t("Factory {number}"),
        "outsider": t("The outsider"),
        "counter": t("Round {round} of {rounds}"),
        "slider": t("Round"),
        "speed": t("Speed: {speed} times"),
        "falls": t("shared error"),
        "lines": {
            "compressor": t("what the model says as a compressor wears out"),
            "fan": t("as a fan does"),
            "truth": t("the truth"),
        },
        "buttons": {"step": t("Step"), "round": t("Round"), "run": t("Run"), "pause": t("Pause")},
        "kinds": {
            "honest": t("takes part"),
            "saboteur": t("saboteur"),
            "late": t("too late"),
            "lost": t("dropped out"),
            "refused": t("refused"),
            "rest": t("not asked"),
            "outsider": t("outsider"),
        },
        "steps": {
            "send": t(
                "1 of 4. The server sends its model to {asked} factories: {each} bytes to "
                "each, {total} in all."
            ),
            "train": t(
                "2 of 4. Each trains on its own failures. {raw} bytes of histories stay at "
                "home. The models now differ: they err by {low} to {high} cycles."
            ),
            "travel": t(
                "3 of 4. {sent} models travel to the server, {each} bytes each, {total} in "
                "all. No history does."
            ),
            "merge": t(
                "4 of 4. The server merges the {merged} that arrived: from {before} to "
                "{error} cycles of error. Of a fan about to fail it says {fanLeft} cycles left."
            ),
        },
        "asides": {
            "lost": t("{lost} dropped out and sent nothing."),
            "late": t("{late} came after the deadline and do not count."),
            "refused": t("{refused} were no numbers, and refused."),
            "lies": t("{lies} of them are sabotage."),
            "more": t("{more} bytes more to close the round."),
        },
        "detail": {
            "home": t(
                "Failures: {compressor} of the compressor, {fan} of the fan, after {lives} "
                "cycles. Usage {usage}. {raw} bytes of histories, which stay at home."
            ),
            "sent": t(
                "In this round it got {down} bytes, trained to an error of {own} cycles, and "
                "sent {up} bytes. The merged model errs by {global}. On its last cycle its own "
                "model gives a compressor {compressorLeft} cycles, a fan {fanLeft}."
            ),
            "lost": t("It was sent {down} bytes and never answered."),
            "rest": t("It was not asked in this round."),
            "own": t("error of its own model, trained"),
            "merged": t("error of the merged model"),
            "history": t(
                "Errors of all rounds: after round {round} its own model errs by {own} cycles, the "
                "merged one by {global}."
            ),
            "outside": t(
                "It takes no part and trains alone: {own} cycles of error, {fanLeft} cycles given "
                "to a fan on its last one. The merged model errs by {global}."
            ),
        },
    }
