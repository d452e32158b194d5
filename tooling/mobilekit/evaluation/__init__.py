"""What the files of a bundle answer on the user's own pictures, held against the reference."""

from __future__ import annotations

from mobilekit.evaluation.models import NoReference
from mobilekit.evaluation.request import Request, Wanted
from mobilekit.evaluation.run import evaluate, evaluate_context
from mobilekit.evaluation.verdicts import not_evaluated, outcomes_of

__all__ = ["NoReference", "Request", "Wanted", "evaluate", "evaluate_context", "not_evaluated", "outcomes_of"]
