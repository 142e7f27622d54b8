"""Steps walked through their pages: what a browser would send, from what the page holds."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    """The fields of one form with the values they stand at."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside, self.fields = form_id, False, {}
        self._area = self._select = ""

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "form":
            self.inside = has.get("id") == self.form_id
        if not self.inside or not (name := has.get("name")):
            if self._select and tag == "option" and "selected" in has:
                self.fields[self._select] = has.get("value", "")
            return
        if tag == "textarea":
            self._area = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
            self.fields.setdefault(name, "")
        elif tag == "input" and has.get("type") in ("radio", "checkbox"):
            if "checked" in has:
                self.fields.setdefault(name, [])
                self.fields[name].append(has.get("value", "on"))
        elif tag == "input":
            self.fields[name] = has.get("value", "")

    def handle_data(self, data):
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""
        if tag == "select":
            self._select = ""
        if tag == "form":
            self.inside = False


def fields_of(answer, form_id: str = "step-form") -> dict:
    """What pressing a button of the page as it stands would send."""
    read = _Form(form_id)
    read.feed(answer.content.decode())
    return read.fields


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


class Walker:
    """One person at the steps of one case."""

    def __init__(self, client, case) -> None:
        self.client, self.case = client, case

    def at(self, number: int, **query):
        return self.client.get(f"/i/{self.case.reference}/step/{number}", query)

    def press(self, number: int, act: str, *, page=None, **typed):
        """Open the step, type, and press; the page that follows."""
        page = page or self.at(number)
        return self.client.post(
            f"/i/{self.case.reference}/step/{number}", {**fields_of(page), **typed, "act": act}, follow=True
        )
