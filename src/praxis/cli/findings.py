from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What `praxis check` has to say; a note is no fault, but worth to be decided."""

    ok: bool
    text: str
    is_note: bool = False

    @property
    def mark(self) -> str:
        if not self.ok:
            return "[red]wrong[/red]"
        return "[yellow]note[/yellow] " if self.is_note else "[green]ok[/green]   "


def fine(text: str) -> Finding:
    return Finding(ok=True, text=text)


def wrong(text: str) -> Finding:
    return Finding(ok=False, text=text)


def note(text: str) -> Finding:
    return Finding(ok=True, text=text, is_note=True)
