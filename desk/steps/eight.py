"""Step 8."""

from desk.steps.contract import StepPage
from desk.steps.noting import note_part

STEP = StepPage(8, "eight", parts=note_part)
