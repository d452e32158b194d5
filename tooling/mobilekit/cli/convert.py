"""``mobilekit convert``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from mobilekit.cli.console import working


@click.command("convert")
@click.argument("source", required=False)
@click.option("--out", type=click.Path(path_type=Path), help="The bundle's folder [default: the model's name, here].")
@click.option(
    "--variant",
    "variants",
    multiple=True,
    metavar="NAME",
    help="Write only this variant, or those that fit a pattern; repeatable [default: default]. See below.",
)
@click.option("--labels", type=click.Path(path_type=Path), help="UTF-8 text, one label a line, in output order.")
@click.option(
    "--background-label",
    type=click.Choice(["first", "last", "none"]),
    help="Output that stands for none of the labels, as in nets of 1001 classes [default: none].",
)
@click.option(
    "--preprocessing",
    metavar="NAME|FILE.json",
    help="tf, torch, caffe, unit, raw, or a JSON file. Never guessed; needless where the file says it or the network "
    "rescales 0..255 itself.",
)
@click.option(
    "--crop-fraction", type=click.FloatRange(0, 1, min_open=True), help="Share of the short side kept [default: 0.875]."
)
@click.option(
    "--golden", type=click.Path(path_type=Path), help="Folder of pictures the bundle carries and is checked on."
)
@click.option(
    "--calibration", type=click.Path(path_type=Path), help="Folder of pictures like those the app will see, for int8."
)
@click.option("--calibration-limit", type=click.IntRange(1), help="Most of them used, evenly spread [default: 500].")
@click.option(
    "--int8-io",
    type=click.Choice(["uint8", "float32"]),
    default="uint8",
    show_default=True,
    help="Input and output of tflite-int8.",
)
@click.option(
    "--ranges",
    type=click.Choice(["auto", "minmax", "least-error-2", "least-error-2.4"]),
    default="auto",
    show_default=True,
    help="How far the integers of tflite-int8 reach; auto tries each on calibration pictures kept aside.",
)
@click.option(
    "--mixed-precision",
    type=click.Choice(["off", "auto"]),
    default="off",
    show_default=True,
    help="auto: leave the fewest layers of tflite-int8 in floating point that reach --goal.",
)
@click.option(
    "--goal", metavar="METRIC=SHARE", help="What a file must reach to be recommended [default: top1_agreement=0.98]."
)
@click.option(
    "--signature", metavar="NAME", help="Function of a SavedModel, where several classify: name or name:output."
)
@click.option(
    "--arch", metavar="NAME", help="Architecture that a file of weights alone belongs to; with --alpha, --size."
)
@click.option("--alpha", type=click.FloatRange(0, 10, min_open=True), help="Its width multiplier.")
@click.option("--size", metavar="N|HxW", help="Its input size; also for a network that takes pictures of any size.")
@click.option("--name", help="Of the bundle and its files [default: the model's].")
@click.option("--description", help="One or two sentences for the metadata.")
@click.option("--author", help="Who made the weights, for the metadata.")
@click.option("--license", "license_", help="Of the weights, for the metadata.")
@click.option("--model-version", help="Of the weights, for the metadata.")
@click.option("--force", is_flag=True, help="Replace the bundle that --out names.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest's artifacts as JSON.")
@click.option("--quiet", is_flag=True, help="No progress line.")
def command(source: str | None, out: Path | None, *, as_json: bool, quiet: bool, force: bool, **options: Any) -> None:  # noqa: ANN401
    """Turn a trained model into a bundle that both phones can load.

    SOURCE is a .keras or .h5 file of Keras 2 or 3, a SavedModel folder of TensorFlow 1 or 2 (also as it comes from
    TensorFlow Hub or Kaggle), a .zip or .tar.gz with one of these inside (Teachable Machine), a .weights.h5 file with
    --arch, a catalogue name such as mobilenet_v2_1.0_224 (ImageNet weights, downloaded by Keras), or nothing for the
    packaged model. Nothing in a model file is run but its arithmetic.

    \b
    Variants (* = only where named; --variant default means the others):
      tflite-float32  tflite-float16  tflite-dynamic_int8  tflite-int8
      coreml-float16  coreml-float32  coreml-weight_int8  coreml-palettized_6bit
    * coreml-w8a8                       weights and intermediate results in 8 bits, iOS 17
    * coreml-weight_int4                weights in 4 bits, iOS 18
    * coreml-palettized_4bit            weights from a palette of 16 values a group, iOS 18
    * coreml-pruned_50                  half of the weights left out, iOS 16
    * coreml-pruned_50_palettized_6bit  the other half from palettes of 64 values, iOS 18

    \b
    Examples:
      mobilekit convert --out cifar10
      mobilekit convert flowers.keras --preprocessing tf --labels labels.txt --calibration photos/ --out flowers
      mobilekit convert mobilenet_v2_1.0_224 --variant tflite-int8 --variant coreml-float16 --out v2
      mobilekit convert converted_keras.zip --preprocessing tf --crop-fraction 1 --out pets
      mobilekit convert mobilenet-v2/2 --preprocessing unit --labels imagenet.txt --background-label first
      mobilekit convert my.weights.h5 --arch mobilenet_v2 --alpha 0.35 --size 96 --preprocessing tf --labels l.txt
      mobilekit convert flowers.keras --variant default --variant coreml-w8a8 --calibration photos/ --out flowers
      mobilekit convert flowers.keras --calibration photos/ --mixed-precision auto --goal top1_agreement=0.99 ...
    """
    from mobilekit.bundle import check_target
    from mobilekit.cli.tables import recommendation_lines, variants_table
    from mobilekit.recommend import of_manifest
    from mobilekit.request import Options, resolve
    from mobilekit.tensorflow_settings import save_memory

    save_memory()
    wishes = Options(**{key.rstrip("_"): value for key, value in options.items()})
    if out is not None:
        check_target(out, force=force)
    with working(quiet=quiet or as_json) as step:
        request = resolve(source, wishes, step)
        target = out or Path(request.card.name)
        from mobilekit.latency import median_times
        from mobilekit.pipeline import convert

        manifest = convert(request, target, step, force=force)
        times = {} if as_json else median_times(target, manifest, request.rule, step)
    if as_json:
        click.echo(json.dumps({"bundle": str(target), "artifacts": manifest["artifacts"]}, indent=1))
        return
    for notice in request.notices:
        click.echo(notice)
    variants_table(manifest)
    recommendation_lines(of_manifest(manifest, times, wishes.goal))
    click.echo(f"\nBundle: {target}\nNext:   mobilekit validate {target}")
