"""The Teams edge: settings, the partnership's people, authentication, the adapter and its connector."""
