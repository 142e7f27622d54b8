"""Step 3."""

from desk.steps.contract import StepPage
from desk.steps.noting import note_part

STEP = StepPage(3, "three", parts=note_part)
