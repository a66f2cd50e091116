"""Layers of drawings and plans: what a paper keeps hidden stays hidden in the pack."""

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String


class PackLayers:
    """The layers of all papers in a pack.

    Args:
        document: the pack.
    """

    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document
        self._all: list[Any] = []
        self._off: list[Any] = []

    def take_over(self, source: pikepdf.Pdf) -> None:
        """Keep a paper's layers as they show when the paper is opened."""
        root: Any = source.Root
        properties = root.get(Name.OCProperties)
        layers = properties.get(Name.OCGs) if isinstance(properties, Dictionary) else None
        if not isinstance(layers, Array):
            return
        shows = properties.get(Name.D)
        off, on = (_listed(shows, key) for key in (Name.OFF, Name.ON))
        starts_off = isinstance(shows, Dictionary) and shows.get(Name.BaseState) == Name.OFF
        for layer in layers:
            if isinstance(layer, Dictionary) and layer.is_indirect:
                copy = self._document.copy_foreign(layer)
                self._all.append(copy)
                if layer.objgen in off or (starts_off and layer.objgen not in on):
                    self._off.append(copy)

    def write(self) -> None:
        """Tell the pack's reader which layers there are."""
        if self._all:
            shown = Dictionary(Name=String("Papers"), OFF=Array(self._off), Order=Array())
            self._document.Root.OCProperties = Dictionary(OCGs=Array(self._all), D=shown)


def _listed(shows: Any, key: Name) -> set[tuple[int, int]]:  # noqa: ANN401 - whatever stands in the file
    listed = shows.get(key) if isinstance(shows, Dictionary) else None
    return {each.objgen for each in listed if isinstance(each, Dictionary)} if isinstance(listed, Array) else set()
