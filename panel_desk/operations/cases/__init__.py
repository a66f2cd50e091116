"""Operations on cases, households and children."""
