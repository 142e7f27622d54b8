"""Step 7."""

from desk.steps.contract import StepPage
from desk.steps.noting import note_part

STEP = StepPage(7, "seven", parts=note_part)
