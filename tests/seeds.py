"""Tests that hold for random batches: one run for every seed, which takes less time than drawing them one by one."""


def each_seed(count, **choices):
    """Let a test pass for seeds from 0, each with one value of every choice, in turn; a failure names them."""

    def of(test):
        def of_all():
            for seed in range(count):
                chosen = {name: values[seed % len(values)] for name, values in choices.items()}
                try:
                    test(seed, **chosen)
                except Exception as error:
                    error.add_note(f"seed {seed}, {chosen}")
                    raise

        return of_all

    return of
