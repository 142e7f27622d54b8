"""Sessions in the database, by keys as we make them; a cookie that holds anything else is nobody's."""

import re

from django.contrib.sessions.backends import db

_KEY = re.compile("[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """Django lets any eight characters through to the database, and PostgreSQL ends in an error at a NUL."""
        return key is not None and _KEY.fullmatch(key) is not None
