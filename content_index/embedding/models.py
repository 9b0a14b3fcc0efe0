"""The model of the settings: the embedder for what is indexed next, and that for what was indexed before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from content_index.embedding.embedder import EncoderEmbedder, fingerprint
from content_index.embedding.model_files import BUNDLED, ModelFiles, Naming
from content_index.embedding.runtimes import PRECISIONS, Choice, Precision, Runtime, Runtimes
from content_index.ports import PassageText, PassageVectors, Prompts, Vectors


class ModelEmbedder:
    """An Embedder for one model, in the runtime and precision that are wished for.

    `kept` is the folder for converted models. `model` is "bundled", a folder, or a name on the Hugging Face hub
    (fetched once, then never asked for again). `threads` are the processor threads it may use (None: as many as there
    are). `languages` are those that it knows: by default English for the bundled model, any for others. `prompts` are
    what stands before a text in each role; one that is not given is the model's own. `naming` tells whoever must
    correct the settings which of them name the model.

    Whatever needs the model raises ModelError where it cannot be found or loaded. A model that is not run in torch
    is converted at first use, which takes half a minute; `prepare` does that at a chosen moment.
    """

    def __init__(  # noqa: PLR0913 -- each is a setting of its own
        self,
        kept: Path,
        model: str = BUNDLED,
        *,
        runtime: Runtime = "auto",
        precision: Precision = "auto",
        threads: int | None = None,
        languages: frozenset[str] | None = None,
        prompts: Prompts | None = None,
        naming: Naming | None = None,
    ) -> None:
        self._files = ModelFiles(model, naming)
        self._prompts: Prompts = prompts or {}
        self._runtimes = Runtimes(self._files, kept, self._prompts, threads)
        self._wished: tuple[Runtime, Precision] = (runtime, precision)
        self._languages = frozenset({"en"}) if languages is None and model == BUNDLED else languages
        self._settling = threading.Lock()
        self._settled: EncoderEmbedder | None = None
        self._choice: Choice | None = None
        self._alike: dict[str, EncoderEmbedder | None] = {}

    @property
    def fingerprint(self) -> str:
        """Names model, weights, precision and scheme; in one precision, runtimes give the same vectors."""
        return self.prepare().fingerprint

    @property
    def runs_in(self) -> str:
        """Runtime and precision, such as "openvino int8"."""
        self.prepare()
        return str(self._choice)

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that the model knows; None where it knows any."""
        return self._languages

    @property
    def prompts(self) -> Prompts:
        """What stands before a text in each role, the model's own where no other is set."""
        return self._runtimes.prompts

    def prepare(self, converting: Callable[[], None] = lambda: None) -> EncoderEmbedder:
        """Settles how the model runs; `converting` is called before it is converted. The model is not loaded yet."""
        with self._settling:
            if self._settled is None:
                self._choice = self._runtimes.choose(*self._wished, converting)
                self._settled = self._embedder(self._choice)
            return self._settled

    def load(self) -> None:
        """Loads the model now, so that the first question need not wait for it."""
        self.prepare().load()

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of unit length. Questions asked at the same time share a pass."""
        return self.prepare().embed_questions(texts)

    def embed_passages(self, texts: Sequence[PassageText]) -> list[PassageVectors]:
        """One result for each text, in order. Questions asked meanwhile are answered between two small batches."""
        return self.prepare().embed_passages(texts)

    def like(self, told: str) -> EncoderEmbedder | None:
        """This model as it ran when `told` was its fingerprint; None where that was another model or scheme."""
        settled = self.prepare()
        if told == settled.fingerprint:
            return settled
        with self._settling:
            if told not in self._alike:
                self._alike[told] = self._made_like(told)
            return self._alike[told]

    def _made_like(self, told: str) -> EncoderEmbedder | None:
        for precision in PRECISIONS:
            if told == self._fingerprint(precision):
                choice = self._runtimes.choose("auto", precision, lambda: None)
                return self._embedder(choice) if choice.precision == precision else None
        return None

    def _embedder(self, choice: Choice) -> EncoderEmbedder:
        load = partial(self._runtimes.encoder, choice)
        return EncoderEmbedder(load, self._fingerprint(choice.precision), self._languages)

    def _fingerprint(self, precision: str) -> str:
        own = self._files.prompts
        others = {role: prompt for role, prompt in self._prompts.items() if prompt != own[role]}
        return fingerprint(self._files.label, precision, others)
