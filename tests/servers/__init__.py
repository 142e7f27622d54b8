"""Real servers for the tests: a database cluster, a broker, a mail relay, a browser. Each ends with the tests."""
