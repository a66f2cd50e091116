"""Operations on recommendations and decisions."""
