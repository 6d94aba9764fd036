"""Record that English pages translate the present Chinese ones: `make translated PAGE=docs/en/….md`."""

import sys

from copies import page_path
from translations import stamp


def main():
    if not sys.argv[1:]:
        sys.exit("Name the page: make translated PAGE=docs/en/….md, or PAGE=NAME")
    for page in sys.argv[1:]:
        try:
            stamp(page_path(page, "en"))
        except (OSError, ValueError) as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
