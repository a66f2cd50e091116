"""Operations on papers of a case."""
