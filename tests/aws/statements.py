"""A statement is SQL of Redshift or of Athena on its way through a real PostgreSQL: it runs in a thread of its own, can
be cancelled, and says what its columns are as the service would."""

import datetime
import decimal
import re
import threading
import time
import uuid

import pg8000.native

LITERAL = re.compile(r"'(?:[^'\\]|\\.|'')*'", re.DOTALL)
PLAIN_LITERAL = re.compile(r"'(?:[^']|'')*'", re.DOTALL)

# What the services do not take although PostgreSQL does; without the literals.
REDSHIFT_LACKS = [
    (r"\bCONCAT_WS\s*\(", 'function concat_ws("unknown", character varying) does not exist'),
    (r"\bSTRING_AGG\s*\(", "function string_agg(character varying, \"unknown\") does not exist"),
    (r"\bDATE_DIFF\s*\(", "function date_diff does not exist"),
    (r"\)\s*FILTER\s*\(", 'syntax error at or near "FILTER"'),
    (r"\(\s*VALUES\b", 'syntax error at or near "VALUES"'),
    (r"\bIS\s+(NOT\s+)?DISTINCT\s+FROM\b", 'syntax error at or near "DISTINCT"'),
    (r"\bDISTINCT\s+ON\b", 'syntax error at or near "ON"'),
    (r"\bLATERAL\b", 'syntax error at or near "LATERAL"'),
    (r'\bCAST\("active" AS VARCHAR\)', "cannot cast type boolean to character varying"),
]
ATHENA_LACKS = [
    (r"\bIS\s+(NOT\s+)?(TRUE|FALSE|UNKNOWN)\b", "SYNTAX_ERROR: mismatched input 'TRUE'. Expecting: 'DISTINCT', 'NULL'"),
    (r"::", "SYNTAX_ERROR: mismatched input ':'"),
    (r"\bDATEDIFF\s*\(", "FUNCTION_NOT_FOUND: Function 'datediff' not registered"),
    (r"\bILIKE\b", "SYNTAX_ERROR: mismatched input 'ILIKE'"),
    (r"\bMEDIAN\s*\(", "FUNCTION_NOT_FOUND: Function 'median' not registered"),
    (r"\bPERCENTILE_CONT\s*\(", "FUNCTION_NOT_FOUND: Function 'percentile_cont' not registered"),
]

# PostgreSQL's object identifiers of types → their names in Redshift's Data API, and in Athena.
TYPES = {
    16: ("bool", "boolean"),
    20: ("int8", "bigint"),
    21: ("int2", "smallint"),
    23: ("int4", "integer"),
    25: ("varchar", "varchar"),
    19: ("name", "varchar"),
    700: ("float4", "float"),
    701: ("float8", "double"),
    705: ("varchar", "varchar"),
    1042: ("bpchar", "char"),
    1043: ("varchar", "varchar"),
    1082: ("date", "date"),
    1114: ("timestamp", "timestamp"),
    1184: ("timestamptz", "timestamp with time zone"),
    1700: ("numeric", "decimal"),
}


class Sessions:
    """Connections that are lent to one statement at a time."""

    def __init__(self, port):
        self.port, self.free, self.lock = port, {}, threading.Lock()

    def connect(self, database):
        return pg8000.native.Connection(
            "quartermaster", host="127.0.0.1", port=self.port, database=database, timeout=60
        )

    def take(self, database):
        with self.lock:
            free = self.free.setdefault(database, [])
            if free:
                return free.pop()
        return self.connect(database)

    def give(self, database, connection):
        with self.lock:
            self.free[database].append(connection)

    def prepare(self, database, shims):
        """Gives a database what the services have and PostgreSQL lacks."""
        connection = self.connect(database)
        connection.execute_simple(shims)
        connection.close()


class Statement:
    """SQL that runs, or has run."""

    def __init__(self, sessions, service, database, sqls):
        self.sessions, self.service, self.database, self.sqls = sessions, service, database, sqls
        self.id = str(uuid.uuid4())
        self.status, self.error = "SUBMITTED", None
        self.columns, self.rows = [], []
        self.began, self.duration_ns = time.time(), 0
        self.backend = None
        self.cancelled = False
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        started = time.perf_counter_ns()
        connection = None
        try:
            connection = self.sessions.take(self.database)
            self.backend = connection.run("SELECT pg_backend_pid()")[0][0]
            self.status = "STARTED"
            if self.cancelled:
                raise InterruptedError
            self._prepare(connection)
            context = None
            for sql in self.sqls:
                context = connection.execute_simple(self._reworded(sql))
            self._keep(context)
            self.status = "FINISHED"
        except Exception as error:  # whatever it is, the statement failed of it
            message = str(error)
            if error.args and isinstance(error.args[0], dict):
                message = error.args[0].get("M", message)
            self.error = message
            self.status = "ABORTED" if self.cancelled else "FAILED"
        finally:
            self.duration_ns = time.perf_counter_ns() - started
            if connection is not None:
                try:
                    connection.run("ROLLBACK")
                    self.sessions.give(self.database, connection)
                except Exception:
                    pass

    def _prepare(self, connection):
        if self.service == "redshift":
            # A backslash in a text escapes, as in Redshift.
            connection.execute_simple(
                "SET search_path TO redshift, pg_catalog, public; SET TimeZone TO 'UTC';"
                "SET standard_conforming_strings TO off; SET escape_string_warning TO off"
            )
        else:
            connection.execute_simple(
                "SET search_path TO athena, pg_catalog, public; SET TimeZone TO 'UTC';"
                "SET standard_conforming_strings TO on"
            )
        connection.execute_simple("BEGIN READ ONLY")

    def _reworded(self, sql):
        """The SQL in PostgreSQL's words, or an error where the service has no such words."""
        redshift = self.service == "redshift"
        literal = LITERAL if redshift else PLAIN_LITERAL
        bare = literal.sub("''", sql)
        for pattern, message in REDSHIFT_LACKS if redshift else ATHENA_LACKS:
            if re.search(pattern, bare, re.IGNORECASE):
                raise ValueError(message)
        if redshift:
            path = re.fullmatch(r'SET search_path TO ("[^"]+"|\w+)', sql)
            if path:
                return f"SET search_path TO redshift, pg_catalog, {path[1]}"
            return re.sub(r"\bDATEDIFF\((\w+),", r"DATEDIFF('\1',", sql)
        return sql.replace("information_schema.columns", "athena.information_schema_columns")

    def _keep(self, context):
        self.rows = context.rows or []
        for number, column in enumerate(context.columns or []):
            oid = column["type_oid"]
            names = TYPES.get(oid, ("varchar", "varchar"))
            scale = 0
            if oid == 1700:
                values = (row[number] for row in self.rows if row[number] is not None)
                scale = max((-v.as_tuple().exponent for v in values), default=0)
            self.columns.append(
                {"name": column["name"], "redshift": names[0], "athena": names[1], "scale": max(scale, 0)}
            )

    def cancel(self):
        """Cancels it; whether there was anything to cancel."""
        if self.status not in ("SUBMITTED", "STARTED"):
            return False
        self.cancelled = True
        if self.backend is not None:
            helper = self.sessions.connect(self.database)
            helper.run("SELECT pg_cancel_backend(:pid)", pid=self.backend)
            helper.close()
        return True


def text(value, scale):
    """A value as the services write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        return f"{value:.{scale}f}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
