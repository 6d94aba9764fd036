"""Hold findings, and print them: as a short report, as a table in notebooks, and as data."""

import html
import locale
from typing import NamedTuple


class Finding(NamedTuple):
    """Hold what looks wrong: a code, a sentence in both languages, the page that treats it, and what mends it."""

    code: str
    en: str
    zh: str
    page: str
    cure: str  # code, "" where none can be written
    message: str  # of the exception, "" where the call does not raise


class Report(list):
    """Hold the findings of one call.

    `print` shows them in Chinese where the locale is Chinese, and in English otherwise; `report.zh` and `report.en`
    are the same text in one language, whatever the locale. A notebook shows a table.
    """

    @property
    def en(self) -> str:
        """The report in English."""
        return self._text("en")

    @property
    def zh(self) -> str:
        """The report in Chinese."""
        return self._text("zh")

    def __str__(self):
        return self._text(_language())

    def _text(self, language):
        if not self:
            return {"en": "Nothing looks wrong with this call.", "zh": "这个调用没看出问题。"}[language]
        return "\n\n".join(_lines(finding, language) for finding in self)

    def _repr_html_(self):
        language = _language()
        if not self:
            return f"<p>{html.escape(self._text(language))}</p>"
        rows = "".join(
            f"<tr><td>{f.code}</td><td>{html.escape(getattr(f, language))}</td>"
            f"<td><pre>{html.escape(f.cure or f.message)}</pre></td></tr>"
            for f in self
        )
        return f'<table lang="{language}">{rows}</table>'


def _lines(finding, language):
    marks, width = {"en": (("raises: ", "write: ", "page: "), 9), "zh": (("异常：", "改写：", "页面："), 8)}[language]
    parts = zip(marks, (finding.message, finding.cure, finding.page), strict=True)
    below = "\n" + " " * width
    details = [f"  {mark}{below.join(part.splitlines())}" for mark, part in parts if part]
    return "\n".join([f"{finding.code}  {getattr(finding, language)}", *details])


def _language():
    """Return the language of the locale, of the two there are."""
    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
