"""Progress of a background job, with *Stop*."""

from PySide6.QtWidgets import QProgressBar, QWidget

from panel_desk.ui.background import Job
from panel_desk.ui.theme import S4, S12, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.layout import column, row
from panel_desk.ui.widgets.text import Elided


class Progress(QWidget):
    """Shows the progress of a job, and hides when the job ends."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._what = Elided("", Part.STRONG)
        self._how_far = Elided("", Part.QUIET)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.stop_button = plain("Stop", self.stop)
        parts = row(column(self._what, self._bar, self._how_far, gap=S4), self.stop_button, gap=S12)
        parts.setStretch(0, 1)
        self.setLayout(parts)
        self.hide()

    @property
    def words(self) -> str:
        """The job and its progress as shown."""
        return f"{self._what.text()}: {self._how_far.text()}"

    def follow(self, job: Job) -> None:
        """Show the progress of a job."""
        self._job = job
        self._what.setText(job.what)
        self._how_far.setText("Starting")
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(job.what)
        self.stop_button.setEnabled(True)
        job.progress.connect(self.show_progress)
        job.ended.connect(self.hide)
        if job.last_progress is not None:
            self.show_progress(*job.last_progress)
        self.setVisible(not job.has_ended)

    def show_progress(self, what: str, done: int, of: int) -> None:
        """Show how far the job is.

        Args:
            what: the name of the current step, as *Reading one.pdf*.
            done: how many steps are done.
            of: how many steps there are in all; 0 where that is not known.
        """
        self._how_far.setText(f"{what} · {done} of {of}" if of else what)
        self._bar.setRange(0, of)
        self._bar.setValue(done)

    def stop(self) -> None:
        """Ask the job to stop."""
        if self._job:
            self._job.stop()
        self.stop_button.setEnabled(False)
        self._how_far.setText("Stopping")
