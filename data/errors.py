"""What can be wrong with what somebody hands in, in words that can be translated."""


class RefusalError(Exception):
    """Something that cannot be used, in one sentence: what is wrong, what was got, what to do.

    ``str`` gives the sentence in English; ``game.text.language.refusal_text`` gives it in the
    language of who reads it.

    Parameters
    ----------
    text : a text of the catalogue, with placeholders
    values : what stands for the placeholders; another refusal stands for its own sentence

    Examples
    --------
    >>> error = RefusalError("No engine {number}: choose another.", number=3)
    >>> str(error), error.text, error.values
    ('No engine 3: choose another.', 'No engine {number}: choose another.', {'number': 3})
    """

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text)
        self.text, self.values = text, values

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text


class EngineSourceError(RefusalError):
    """Engines that cannot be read, fetched or written, or are too few to play on."""
