"""A list to choose from is written as Django writes it, only quicker."""

from django import forms
from django.test.html import parse_html

from ground.choosing import Select

CHOICES = [("", "Everybody"), ("a&b", '<b>"A" & B</b>'), (3, "Three"), ("Group & one", [("x", "X"), ("y", "Y")])]


def written(widget: forms.Select, value: object) -> object:
    return parse_html(str(widget.render("who", value, {"id": "id_who", "required": True, "disabled": False})))


def test_it_reads_as_djangos_own() -> None:
    for value in ("", "a&b", 3, "y", None, "not there"):
        ours, theirs = Select(attrs={"class": "form-select"}, choices=CHOICES), forms.Select(choices=CHOICES)
        theirs.attrs = {"class": "form-select"}
        assert written(ours, value) == written(theirs, value)


def test_nothing_chosen_is_ever_markup() -> None:
    said = Select(choices=CHOICES).render("who", "a&b")
    assert "<b>" not in said and '<option value="a&amp;b" selected>&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;' in said
