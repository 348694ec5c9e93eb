"""``yugwon eval``: measures that headquarters itself can run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli import agreeing, comparing, consistency, output, question_sets, retrieving
from ui.cli.asking import AsOf, Json
from ui.cli.opening import opened

training = typer.Typer(help="학습. / Training.", rich_markup_mode=None)
evaluations = typer.Typer(help="평가. / Evaluations.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module and of the modules that hold one evaluation each."""
    consistency.add(evaluations)
    comparing.add(evaluations)
    question_sets.add(evaluations)
    agreeing.add(evaluations)
    retrieving.add(evaluations)
    app.add_typer(evaluations, name="eval")
    app.add_typer(training, name="train")


@evaluations.command("answers")
def answers(
    split: Annotated[
        str, typer.Option(metavar="SPLIT", help="train, dev, test. / Which questions.")
    ] = "test",
    groups: Annotated[int, typer.Option(min=0, help="묶음 수, 0은 전부. / 0 for all.")] = 0,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """답이 옳은지 처음부터 끝까지 잽니다. / How good are the answers, end to end?

    Asks the question sets of the project: real cases in other words, one fact changed, questions
    without an answer, false premises. A question about a case applies where that case is held.
    Keeps result.json, answers.jsonl and report.html under YUGWON_HOME/evaluations.

    Example: yugwon eval answers --split dev --json
    """
    from kb.errors import BadInput
    from ui import answering
    from ui.cli.taking_in import progress_bars
    from ui.days import parse_day, today

    if split not in ("train", "dev", "test"):
        raise BadInput(f"없는 구분입니다: {split}", f"no such split: {split} (train, dev, test)")
    with opened() as home, progress_bars(json) as progress:
        measured, folder = answering.measure(
            home,
            split,  # type: ignore[arg-type]
            groups=groups,
            day=parse_day(as_of) if as_of else today(),
            progress=lambda done, total: progress("평가 / questions", done, total),
        )
        if json:
            output.emit({"folder": str(folder), **measured.as_json()})
        else:
            from evals import answers_report

            output.console().print(answers_report.text(measured), markup=False)
            output.console().print(str(folder / "report.html"), markup=False)


@training.command("embedder")
def embedder(
    out: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="쓸 폴더. / Where to write it.")
    ] = None,
    data: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="공개 문장쌍 폴더. / Open pairs, if any.")
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="몇 번 돌리나. / How many rounds.")] = 6,
    blind: Annotated[
        bool, typer.Option("--blind", help="실제 질의 없이. / No real question: for the ranker.")
    ] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="심층 임베더의 어댑터. / The deep embedder's adapter.")
    ] = False,
    minutes: Annotated[
        float, typer.Option(min=0.1, help="심층 학습 시간(분). / Minutes of the deep training.")
    ] = 30.0,
    json: Json = False,
) -> None:
    """임베더를 보유 자료로 학습합니다. / Train an embedder on what is held.

    Without --out the fast one is written to YUGWON_HOME/embedder; name that folder in the setting
    ``embedder`` to use it. With --deep the bundled adapter is replaced, or FOLDER/adapter.npz
    written.

    Example: yugwon train embedder --epochs 6
    """
    from kb.search import train
    from ui.cli.taking_in import progress_bars

    with opened() as home, progress_bars(json) as progress:
        folder = Path(out) if out else home.folder / "embedder"
        if deep:
            from kb.search import tune

            file = folder / "adapter.npz" if out else tune.FILE
            numbers = tune.tune(home.store, home.settings.models, file, minutes, progress)
            folder = file.parent
        else:
            numbers = train.embedder(
                home.store,
                home.settings,
                folder,
                Path(data) if data else None,
                epochs,
                progress,
                not blind,
            )
        if json:
            output.emit({"folder": str(folder), **numbers})
        else:
            said = ", ".join(f"{k} {v:g}" for k, v in numbers.items())
            output.console().print(f"{folder}: {said}", markup=False)


@training.command("ranker")
def ranker(
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="쓸 파일. / Where to write it.")
    ] = None,
    blind: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER", help="실제 질의를 모르는 임베더. / Of train embedder --blind."
        ),
    ] = None,
    data: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="공개 문장쌍 폴더. / Open pairs, if any.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """순위 모형을 시험용 밖의 질문으로 학습합니다. / Train the ranker on all but the test questions.

    Without --out the bundled weights are replaced. Without --blind an embedder that has seen no
    real question is trained first, in YUGWON_HOME/embedder-blind, where it is not there yet.
    Where the setting ``embedder`` names another model and its vectors are made, what it adds to
    the plain ranker is learnt, and that alone.

    Example: yugwon train ranker --out ranker.json
    """
    from kb.search import learn, train
    from kb.search import ranker as model
    from kb.search.fast import open_fast
    from ui.cli.taking_in import progress_bars
    from ui.days import parse_day, today

    with opened() as home, progress_bars(json) as progress:
        day = parse_day(as_of) if as_of else today()
        folder = Path(blind) if blind else home.folder / "embedder-blind"
        pairs = Path(data) if data else None
        if not (folder / "vectors.npz").is_file():
            train.embedder(home.store, home.settings, folder, pairs, learn.EPOCHS, progress, False)
        home.searcher.compare_by(open_fast(folder))
        if home.searcher.deep:
            from kb.search import learndeep

            file = Path(out) if out else model.DEEP_FILE
            numbers = learndeep.train(home.store, home.searcher, day, file, progress)
        else:
            file = Path(out) if out else model.FILE
            foreign = train.foreign(pairs) if pairs else []
            numbers = learn.train(home.store, home.searcher, day, file, foreign, progress)
        if json:
            output.emit({"file": str(file), **numbers})
        else:
            said = ", ".join(f"{k} {v:g}" for k, v in numbers.items())
            output.console().print(f"{file}: {said}", markup=False)


@training.command("wordforms")
def wordforms(
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="쓸 파일(.txt.xz). / Where to write it.")
    ] = None,
    json: Json = False,
) -> None:
    """판결문에서 늘 같게 읽히는 어절의 표를 만듭니다. / The table of words always read alike.

    Counts over the rulings held which words Kiwi reads the same way in every context (seen three
    times or more, 99 % alike). Without --out it is written to YUGWON_HOME/wordforms.txt.xz; the one
    in use is corpora/embedder/wordforms.txt.xz.

    Example: yugwon train wordforms --out wordforms.txt.xz
    """
    import os

    from kb.errors import BadInput
    from kb.search import wordforms as forms
    from ui.cli.taking_in import progress_bars

    with opened() as home, progress_bars(json) as progress:
        file = Path(out) if out else home.folder / "wordforms.txt.xz"
        if file.is_dir():
            raise BadInput(f"파일이 아니라 폴더입니다: {file}", f"a folder, not a file: {file}")
        workers = home.settings.workers or os.cpu_count() or 1
        numbers = forms.make(home.store, file, workers, progress)
        if json:
            output.emit({"file": str(file), **numbers})
        else:
            said = ", ".join(f"{k} {v:,}" for k, v in numbers.items())
            output.console().print(f"{file}: {said}", markup=False)
