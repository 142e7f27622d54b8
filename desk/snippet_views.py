"""My snippets: short texts for my letters. Nobody else sees or uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.doors import person_of
from ground.worktime.now import now
from updates.models import Snippet
from updates.snippet_form import SnippetForm
from updates.snippets import WRITERS, add_snippet, change_snippet, drop_snippet

if TYPE_CHECKING:
    from ground.accounts.models import Person


def _writer(request: HttpRequest) -> Person:
    """Whoever writes to customers; for everybody else there is no such page."""
    person = person_of(request)
    if person.role not in WRITERS:
        raise Http404
    return person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_snippets(request: HttpRequest) -> HttpResponse:
    person = _writer(request)
    form = SnippetForm.of(None, request.POST if request.method == "POST" else None, language=person.language)
    if request.method == "POST" and form.keeps(lambda words: add_snippet(words, owner=person, by=person, now=now())):
        messages.success(request, _("Kept. You find it when you write."))
        return redirect("desk:snippets")
    context = {"form": form, "snippets": Snippet.objects.of(person), "whole": Snippet.objects.of_the_house()}
    return render(request, "desk/snippets.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    person = _writer(request)
    snippet = get_object_or_404(Snippet.objects.of(person).select_related("owner"), pk=pk)
    form = SnippetForm.of(snippet, request.POST if request.method == "POST" else None, language=snippet.language)
    if request.method == "POST" and form.keeps(lambda words: change_snippet(snippet, words, by=person, now=now())):
        messages.success(request, _("Kept. You find it when you write."))
        return redirect("desk:snippets")
    return render(request, "desk/snippet.html", {"form": form, "snippet": snippet})


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    person = _writer(request)
    snippet = get_object_or_404(Snippet.objects.of(person).select_related("owner"), pk=pk)
    drop_snippet(snippet, by=person, now=now())
    messages.success(request, _("Taken out. Letters that carry it stay as they are."))
    return redirect("desk:snippets")
