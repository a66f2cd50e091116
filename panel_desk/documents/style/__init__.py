"""Page style, fonts and text direction: as documents."""
