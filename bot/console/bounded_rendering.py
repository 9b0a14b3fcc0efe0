"""Documents are laid out in a process of their own, for only so long: none can hold up the console's other pages."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from markupsafe import Markup

from bot.console.document_html import RenderedDocument, document_html
from bot.console.links import DocumentLinks
from content_index.model import Document


class BoundedRendering:
    """Lays out one document at a time; the process is started with the first one, and anew after one took too long."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._one_at_a_time = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._too_long: set[str] = set()

    def rendered(
        self, document: Document, markdown: str, links: DocumentLinks, labels: Mapping[str, str], quoted: str
    ) -> RenderedDocument:
        """The document as `document_html` makes it; its Markdown as it stands where that takes too long or breaks.

        What took too long once is not tried again until the document changes.
        """
        order = (markdown, document.title, links, dict(labels), quoted)
        known = document.fingerprint in self._too_long
        found = None if known else self._bounded(document.fingerprint, order)
        plain = Markup('<pre class="plain">{}</pre>').format(markdown)
        return found or RenderedDocument(plain, (), "", plain=True)

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None and self._pipe is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        self._process = self._pipe = None

    def _bounded(self, fingerprint: str, order: tuple[object, ...]) -> RenderedDocument | None:
        if not self._one_at_a_time.acquire(timeout=self._seconds):
            return None
        try:
            pipe = self._running()
            pipe.send(order)
            if pipe.poll(self._seconds):
                answer = pipe.recv()
                return answer if isinstance(answer, RenderedDocument) else None
            self._too_long.add(fingerprint)
        except (OSError, EOFError):  # the process has died, of hunger for memory perhaps
            self._too_long.add(fingerprint)
        finally:
            if fingerprint in self._too_long:
                self.close()
            self._one_at_a_time.release()
        return None

    def _running(self) -> Connection:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self.close()
            # A fork would copy the locks of this process's threads.
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), name="console-rendering", daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe


def _serve(orders: Connection) -> None:
    """Answers until the one who asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the console, which ends this process
    while True:
        try:
            markdown, title, links, labels, quoted = orders.recv()
        except EOFError:
            return
        try:
            answer = document_html(markdown, title, links.resolve, labels, quoted)
        except Exception:  # noqa: BLE001 - whatever a document makes the libraries stumble over, its words are shown
            answer = None
        orders.send(answer)
