"""What happens to a picture before the network: said by the user or the file, or read from the graph."""

from __future__ import annotations

from mobilekit import presets
from mobilekit.errors import MobileKitError
from mobilekit.preprocess import Preprocessing
from mobilekit.sources.base import Source
from mobilekit.sources.rescaling import expected_range

Settled = tuple[Preprocessing, tuple[str, ...]]
"""The rule, and what the user should know of where it comes from."""


def settle(source: Source, where: str, choice: presets.Choice | None, crop_fraction: float | None) -> Settled:
    """The preprocessing for ``source``.

    Args:
        source: the loaded network.
        where: it comes from, for sentences.
        choice: a preset or a JSON file that the user named, or the numbers themselves; None where nothing was said.
        crop_fraction: in (0, 1]; None for the file's or the usual.

    Raises:
        MobileKitError: nothing says it, the network does it itself already, or it does not fit a grey network.
    """
    rule, notices = _rule(source, where, choice, crop_fraction)
    uniform = len(set(rule.mean)) == 1 and rule.fits_image_inputs
    if source.grey and not uniform:
        raise MobileKitError(
            f"{where} takes grey pictures, and this preprocessing treats the colours differently.",
            remedy="Give tf, unit or raw, or a JSON file with one mean and one std three times.",
        )
    return rule, notices


def _rule(source: Source, where: str, choice: presets.Choice | None, crop_fraction: float | None) -> Settled:
    size = (source.input_shape[0], source.input_shape[1])
    begins = expected_range(source.rescaling)
    if choice is not None:
        rule = presets.chosen(choice, size, crop_fraction)
        return rule, _twice(source, where, choice, rule)
    if source.embedded and "preprocessing" in source.embedded:
        return presets.from_json(source.embedded["preprocessing"], size, crop_fraction, source.origin), ()
    if begins == "raw":
        notice = f"Preprocessing is raw: the network begins with {formula(source)}, so it takes pixels of 0..255."
        return presets.preprocessing("raw", size, crop_fraction), (notice,)
    hint = ""
    if begins == "unit":
        hint = f" It begins with {formula(source)}, which fits unit."
    elif _teachable(source):
        hint = " A Teachable Machine export takes tf, with --crop-fraction 1."
    raise MobileKitError(
        f"{where} does not say how its pictures were preprocessed, and the kit never guesses.",
        remedy=f"Give --preprocessing: {presets.CHOICES}.{hint}",
    )


def _twice(source: Source, where: str, choice: presets.Choice, rule: Preprocessing) -> tuple[str, ...]:
    """Refuse a preset that the network applies itself already; numbers from a file are taken, and told of."""
    if expected_range(source.rescaling) != "raw" or (set(rule.mean) == {0.0} and set(rule.std) == {1.0}):
        return ()
    if isinstance(choice, str) and choice in presets.PRESETS:
        raise MobileKitError(
            f"{where} begins with {formula(source)}, so it takes pixels of 0..255; {choice} would rescale them twice.",
            remedy="Give --preprocessing raw, or leave the option out.",
        )
    named = choice if isinstance(choice, str) else "what is given"
    return (
        f"The network begins with {formula(source)}, and {named} rescales before it: "
        "right only if it was trained on pictures rescaled twice.",
    )


def formula(source: Source) -> str:
    """The network's own rescaling in words, such as ``x * 0.007843 - 1``."""
    found = source.rescaling
    assert found is not None

    def text(values: tuple[float, ...]) -> str:
        shown = [f"{abs(value):.4g}" for value in values]
        return shown[0] if len(set(shown)) == 1 else f"[{', '.join(shown)}]"

    if not any(found.offset):
        return f"x * {text(found.scale)}"
    sign = "-" if max(found.offset) <= 0 else "+"
    return f"x * {text(found.scale)} {sign} {text(found.offset)}"


def _teachable(source: Source) -> bool:
    """Whether this is how Teachable Machine builds: a Sequential of the features and of the head, each a Sequential."""
    layers = [type(layer).__name__ for layer in getattr(source.model, "layers", [])]
    return layers == ["Sequential", "Sequential"] and source.input_shape == (224, 224, 3)
