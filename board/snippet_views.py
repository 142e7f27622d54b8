"""Snippets of the house: short texts that everybody who writes to customers finds in their composer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from board import settings_words as words_of
from board.settings_views import only_to_change
from ground.accounts.access import administrators_only, me, only_with
from ground.accounts.models import House
from ground.worktime.now import now
from updates.models import Snippet
from updates.snippet_form import SnippetForm
from updates.snippets import add_snippet, change_snippet, drop_snippet

CHANGES = ("snippet.added", "snippet.changed", "snippet.dropped")


@only_with("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def show_snippets(request: HttpRequest) -> HttpResponse:
    only_to_change(request)
    person, house = me(request), House.objects.get()
    form = SnippetForm.of(None, request.POST if request.method == "POST" else None, language=house.language)
    if request.method == "POST" and form.keeps(lambda words: add_snippet(words, owner=None, by=person, now=now())):
        messages.success(request, _("Kept. Everybody finds it when they write."))
        return redirect("board:snippets")
    context = {
        "tab": "snippets",
        "form": form,
        "snippets": Snippet.objects.of_the_house(),
        "may_change": person.powers.administers,
        "history": words_of.changes_of("house", house.pk, *CHANGES),
    }
    return render(request, "board/settings_snippets.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    snippet = get_object_or_404(Snippet.objects.of_the_house(), pk=pk)
    form = SnippetForm.of(snippet, request.POST if request.method == "POST" else None, language=snippet.language)
    by = me(request)
    if request.method == "POST" and form.keeps(lambda words: change_snippet(snippet, words, by=by, now=now())):
        messages.success(request, _("Kept. Everybody finds it when they write."))
        return redirect("board:snippets")
    return render(request, "board/settings_snippet.html", {"tab": "snippets", "form": form, "snippet": snippet})


@administrators_only
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    snippet = get_object_or_404(Snippet.objects.of_the_house(), pk=pk)
    drop_snippet(snippet, by=me(request), now=now())
    messages.success(request, _("Taken out. Letters that carry it stay as they are."))
    return redirect("board:snippets")
