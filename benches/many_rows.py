"""A house on PostgreSQL with as many running incidents as asked for, made by the database itself."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command

from tests.servers import environment
from tests.servers.postgresql import Cluster

OWN = 60
"""How many of all incidents are John's, however many there are."""
MANAGERS, TEAMS, A_CUSTOMER = 100, 10, 10
PEOPLE = """
INSERT INTO accounts_team (name, parent_id, manager_id, calendar_id)
    SELECT 'Team ' || n, %(top)s, NULL, %(calendar)s FROM generate_series(1, %(teams)s) AS n;
INSERT INTO accounts_person (password, email, name, role, team_id, zone, language, phone, is_active, session_version)
    SELECT '', 'person' || n || '@b.example', 'Person ' || n, 'account_manager',
           (SELECT id FROM accounts_team WHERE name = 'Team ' || 1 + n %% %(teams)s),
           'Europe/London', 'en', '', true, 1
    FROM generate_series(1, %(managers)s) AS n;
"""
CUSTOMERS = """
INSERT INTO customers_customer (name, name_key, slug, reference, account_manager_id, team_id, zone, language, locale,
        currency, created_at)
    SELECT 'Customer ' || n, 'customer ' || n, 'bulk-' || n, '', p.id, p.team_id, p.zone, 'en', '', 'EUR', now()
    FROM generate_series(%(first)s, %(last)s) AS n
    JOIN accounts_person AS p ON p.email = 'person' || 1 + n %% %(managers)s || '@b.example';
INSERT INTO trust_reading (customer_id, value, whose, said_at, occasion, how, why, recorded_by_id, recorded_at)
    SELECT id, 3 + id %% 6, 'ours', now() - (id %% 90) * interval '1 day', 'other', '', '', account_manager_id, now()
    FROM customers_customer WHERE slug LIKE 'bulk-%%' AND NOT EXISTS
        (SELECT 1 FROM trust_reading AS r WHERE r.customer_id = customers_customer.id);
"""
INCIDENTS = """
INSERT INTO incidents_incident (customer_id, kind, title, story, started_precision, found_at, noticed_by, fault,
        failing, severity, owner_id, logged_by_id, logged_at, first_told_at, subject, state, step_now,
        next_update_due_at, clock_started_at, checks_extended, ending, ending_reason)
    SELECT c.id, 'overcharge', 'Freight overcharged ' || n, 'Too much for freight.', 'day', at.told,
           (ARRAY['us', 'customer', 'unknown'])[1 + n %% 3], 'ours', 'unknown', 'high', c.account_manager_id,
           c.account_manager_id, at.told, at.told, 'Your freight', CASE WHEN n %% 9 = 0 THEN 'checking' ELSE 'open' END,
           1 + n %% 8, at.due, at.told, 0, '', ''
    FROM generate_series(%(first)s, %(last)s) AS n
    JOIN customers_customer AS c ON c.slug = 'bulk-' || 1 + n %% %(customers)s
    CROSS JOIN LATERAL (SELECT now() - interval '1 day' - (n %% 86400) * interval '1 second' AS told,
                               now() + (600 + n %% 864000) * interval '1 second' AS due) AS at;
INSERT INTO incidents_promise (incident_id, kind, how, text, due_at, due_zone, made_at, made_by_id, state, settled_at,
        settled_why, rung_due_at)
    SELECT i.id, 'next_update', 'written', '', i.next_update_due_at, 'Europe/London', i.clock_started_at, i.owner_id,
           'open', NULL, '', i.next_update_due_at
    FROM incidents_incident AS i WHERE i.title LIKE 'Freight overcharged %%'
        AND NOT EXISTS (SELECT 1 FROM incidents_promise AS p WHERE p.incident_id = i.id)
    UNION ALL
    SELECT i.id, 'next_update', 'written', '', i.clock_started_at, 'Europe/London',
           i.clock_started_at - interval '1 day', i.owner_id, 'kept', i.clock_started_at, '', NULL
    FROM incidents_incident AS i WHERE i.title LIKE 'Freight overcharged %%' AND i.id %% 10 <> 0
        AND NOT EXISTS (SELECT 1 FROM incidents_promise AS p WHERE p.incident_id = i.id);
INSERT INTO incidents_step (incident_id, number, state, note)
    SELECT i.id, n, 'todo', '' FROM incidents_incident AS i CROSS JOIN generate_series(1, 8) AS n
    WHERE NOT EXISTS (SELECT 1 FROM incidents_step AS s WHERE s.incident_id = i.id);
"""


@dataclass
class Rows:
    """How many customers and incidents there are."""

    customers: int = 0
    incidents: int = 0

    def people(self) -> None:
        """Ten teams of ten account managers under Ruth, beside the small fixed cast."""
        from ground.accounts.models import Person, Team
        from tests import make

        _let_the_database_fill_in()
        cast = make.cast()
        top = Team.objects.get(name="Brightwater")
        _execute(PEOPLE, top=top.pk, calendar=top.calendar_id, teams=TEAMS, managers=MANAGERS)
        assert Person.objects.filter(role="account_manager").count() >= MANAGERS, cast

    def grow_to(self, incidents: int) -> None:
        """More customers of everybody but John, until there are so many incidents."""
        customers = max(incidents // A_CUSTOMER, 1)
        _execute(CUSTOMERS, first=self.customers + 1, last=customers, managers=MANAGERS)
        _execute(INCIDENTS, first=self.incidents + 1, last=incidents, customers=customers)
        self.customers, self.incidents = customers, incidents
        _execute("ANALYZE")


def _let_the_database_fill_in() -> None:
    """Give the columns that the statements above leave out the defaults of their models."""
    from django.db import connection

    from customers.models import Customer
    from ground.accounts.models import Person, Team
    from incidents.models import Incident, Promise, Step
    from trust.models import Reading

    with connection.cursor() as cursor:
        for model in (Team, Person, Customer, Reading, Incident, Promise, Step):
            for field in model._meta.concrete_fields:
                value = field.get_db_prep_save(field.get_default(), connection)
                if not field.null and not field.primary_key and isinstance(value, str | int):
                    column = f"ALTER TABLE {model._meta.db_table} ALTER COLUMN {field.column} SET DEFAULT"
                    cursor.execute(f"{column} {_literal(value)}")


def _literal(value: str | int) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


def _execute(statements: str, **parameters: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements.split(";\n"):
            if statement.strip():
                cursor.execute(statement, parameters)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_load(what: str) -> None:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    say(f"    {what}; load {load} on {os.cpu_count()} cores")


@contextmanager
def house() -> Iterator[None]:
    """The house's own settings on a cluster of this bench, migrated and empty."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o711)
        cluster = Cluster(Path(directory) / "postgresql").make()
        try:
            os.environ.update(
                environment.SETTINGS, DATABASE_URL=cluster.url, VAR_DIR=directory, EMAIL_URL=f"file://{directory}"
            )
            os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
            django.setup()
            call_command("migrate", verbosity=0)
            yield
        finally:
            cluster.stop()
