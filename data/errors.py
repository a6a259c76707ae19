"""What can be wrong with what somebody hands in, in words that can be translated."""


class RefusalError(ValueError):
    """Something that cannot be used, in one sentence.

    Parameters
    ----------
    text : what is wrong and what to do, with placeholders, so that it can be translated
    values : what stands for the placeholders

    Examples
    --------
    >>> error = RefusalError("no engine {number}: choose another", number=3)
    >>> str(error), error.text, error.values
    ('no engine 3: choose another', 'no engine {number}: choose another', {'number': 3})
    """

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text, self.values = text, values
