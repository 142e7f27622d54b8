"""What a customer may feel after a mistake of ours, in the words they choose from on their page."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Emotion(models.TextChoices):
    LET_DOWN = "let_down", _("let down")
    ANGRY = "angry", _("angry")
    WORRIED = "worried", _("worried")
    EMBARRASSED = "embarrassed", _("embarrassed")
    DISTRUSTFUL = "distrustful", _("distrustful")
    OVERLOADED = "overloaded", _("overloaded")
    DISAPPOINTED = "disappointed", _("disappointed")
    SAD = "sad", _("sad")
    CALM = "calm", _("calm")
    RELIEVED = "relieved", _("relieved")
