"""Qt item models: thin adapters from the presenters' views to Qt's tables."""
