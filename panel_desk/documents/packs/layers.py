"""Layers (optional content groups): a layer that is hidden in a paper stays hidden in the pack."""

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

    def add_layers(self, source: pikepdf.Pdf) -> None:
        """Add a paper's layers, visible or hidden as when the paper is opened."""
        root: Any = source.Root
        properties = root.get(Name.OCProperties)
        layers = properties.get(Name.OCGs) if isinstance(properties, Dictionary) else None
        if not isinstance(layers, Array):
            return
        default = properties.get(Name.D)
        off, on = (_listed(default, key) for key in (Name.OFF, Name.ON))
        starts_off = isinstance(default, Dictionary) and default.get(Name.BaseState) == Name.OFF
        for layer in layers:
            if isinstance(layer, Dictionary) and layer.is_indirect:
                copy = self._document.copy_foreign(layer)
                self._all.append(copy)
                if layer.objgen in off or (starts_off and layer.objgen not in on):
                    self._off.append(copy)

    def write(self) -> None:
        """Write the layers into the pack."""
        if self._all:
            default = Dictionary(Name=String("Papers"), OFF=Array(self._off), Order=Array())
            self._document.Root.OCProperties = Dictionary(OCGs=Array(self._all), D=default)


def _listed(configuration: Any, key: Name) -> set[tuple[int, int]]:  # noqa: ANN401 - any PDF object
    """The object numbers of the layers that a configuration lists under a key."""
    layers = configuration.get(key) if isinstance(configuration, Dictionary) else None
    return {layer.objgen for layer in layers if isinstance(layer, Dictionary)} if isinstance(layers, Array) else set()
