"""What undoes an apology, and why, in words for the person who writes it. Gentle: we advise, we do not scold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from incidents.apologies.shapes import Weight

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Marker:
    """`reason` goes on after the quoted words: “any inconvenience” sounds like a form letter."""

    weight: Weight
    reason: _StrPromise
    advice: _StrPromise


S, W = Weight.SEVERE, Weight.WEAK

MARKERS: dict[str, Marker] = {
    "conditional": Marker(S, _("“%(words)s” puts it in doubt"), _("It did happen to them. Say so.")),
    "hedged": Marker(S, _("“%(words)s” keeps a way out"), _("Where you know it, say it plainly.")),
    "feelings": Marker(S, _("“%(words)s” moves it to their feelings"), _("Be sorry for what we did.")),
    "seeming": Marker(S, _("“%(words)s” makes it a question of how they see it"), _("Say what it was.")),
    "passive": Marker(S, _("“%(words)s” hides who did it"), _("Say that it was us.")),
    "hidden-doer": Marker(W, _("“%(words)s” hides who did it"), _("Begin the sentence with “we” or “I”.")),
    "regrettable": Marker(S, _("“%(words)s” speaks as if from outside"), _("It was ours. Be sorry yourself.")),
    "situation": Marker(S, _("“%(words)s” sounds as if nobody did it"), _("Say what we did.")),
    "blames-customer": Marker(S, _("“%(words)s” puts it on them"), _("Stay with our part.")),
    "blames-others": Marker(
        S, _("“%(words)s” puts it on somebody else"), _("They bought from us. Say what our part was.")
    ),
    "but": Marker(
        S, _("“%(words)s” takes the apology back"), _("End the sentence after “sorry”. Then say what you do.")
    ),
    "only-small": Marker(S, _("“%(words)s” makes it small"), _("They decide how big it was. Name what it cost them.")),
    "isolated": Marker(S, _("“%(words)s” makes it small"), _("Say what you looked at, and what you found.")),
    "unavoidable": Marker(S, _("“%(words)s” says that nothing could be done"), _("Say what we could have done.")),
    "everyone": Marker(S, _("“%(words)s” excuses us with others"), _("They rely on us, not on others.")),
    "legal": Marker(S, _("“%(words)s” sounds like a lawyer"), _("Own it, or leave the sentence out.")),
    "as-designed": Marker(
        S, _("“%(words)s” tells them that nothing is wrong"), _("It did not work for them. Begin there.")
    ),
    "terms": Marker(S, _("“%(words)s” hides behind the contract"), _("Say what you do for them.")),
    "goodwill": Marker(S, _("“%(words)s” calls a debt a present"), _("What we owe is theirs. Keep presents apart.")),
    "move-on": Marker(S, _("“%(words)s” closes it for them"), _("They say when it is over. Ask them.")),
    "case-closed": Marker(S, _("“%(words)s” closes it for them"), _("They say when it is over. Ask them.")),
    "already": Marker(S, _("“%(words)s” sounds tired of it"), _("Say it once more, for what still hurts.")),
    "our-hard-week": Marker(S, _("“%(words)s” makes it about us"), _("Say what it was like for them.")),
    "misunderstanding": Marker(
        S, _("“%(words)s” shares out what was ours"), _("If we were wrong, say “we were wrong”.")
    ),
    "nameless": Marker(W, _("“%(words)s” leaves out what it was"), _("Name it: what, when, for whom.")),
    "pride": Marker(W, _("“%(words)s” is about us, and proves nothing"), _("Say what is different now.")),
    "valued": Marker(W, _("“%(words)s” sounds like a form letter"), _("Say something that is true of them alone.")),
    "any-inconvenience": Marker(W, _("“%(words)s” sounds like a form letter"), _("Name what it cost them.")),
    "announces": Marker(W, _("“%(words)s” announces an apology"), _("Make it.")),
    "intention": Marker(W, _("“%(words)s” is about what we meant"), _("They live with what happened. Say that first.")),
    "no-date": Marker(W, _("“%(words)s” is a promise without a date"), _("Say by when.")),
    "no-next-time": Marker(W, _("They do not learn when they hear from you again"), _("Say the day and the time.")),
    "too-long": Marker(
        W, _("The letter has more than 200 words"), _("Say the hard part first, and leave out what they do not need.")
    ),
}
