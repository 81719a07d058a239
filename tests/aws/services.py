"""The services behind the double: Redshift's Data API and Athena over PostgreSQL, Lambda over the built programs."""

from contract import Refused
from statements import Statement, text


class RedshiftData:
    """Statements that were handed in, by id."""

    def __init__(self, sessions, page_rows):
        self.sessions, self.page_rows, self.statements = sessions, page_rows, {}
        self.tokens = {}

    def _begin(self, params, sqls):
        if ("WorkgroupName" in params) == ("ClusterIdentifier" in params):
            raise Refused("ValidationException", "Either WorkgroupName or ClusterIdentifier has to be given")
        if "ClusterIdentifier" in params and not ("SecretArn" in params or "DbUser" in params):
            raise Refused("ValidationException", "A cluster needs SecretArn or DbUser")
        if "Database" not in params:
            raise Refused("ValidationException", "Database is missing")
        token = params.get("ClientToken")
        if token in self.tokens:
            return self.tokens[token]
        statement = Statement(self.sessions, "redshift", params["Database"], sqls)
        self.statements[statement.id] = statement
        if token:
            self.tokens[token] = statement
        return statement

    def ExecuteStatement(self, params):
        return self._handed_in(params, self._begin(params, [params["Sql"]]))

    def BatchExecuteStatement(self, params):
        return self._handed_in(params, self._begin(params, params["Sqls"]))

    def _handed_in(self, params, statement):
        return {"Id": statement.id, "CreatedAt": statement.began, "Database": params["Database"]}

    def _statement(self, name):
        statement = self.statements.get(name.split(":")[0])
        if statement is None:
            raise Refused("ResourceNotFoundException", f"Query does not exist: {name}")
        return statement

    def DescribeStatement(self, params):
        statement = self._statement(params["Id"])
        status = statement.status
        reply = {"Id": params["Id"], "Status": status, "Duration": statement.duration_ns, "RedshiftPid": 1}
        if status == "FINISHED":
            reply |= {"HasResultSet": bool(statement.columns), "ResultRows": len(statement.rows), "ResultSize": 1}
        if statement.error and status == "FAILED":
            reply["Error"] = f"ERROR: {statement.error}"
        if len(statement.sqls) > 1 and status == "FINISHED":
            reply["SubStatements"] = [
                {"Id": f"{statement.id}:{n + 1}", "Status": "FINISHED", "QueryString": sql}
                for n, sql in enumerate(statement.sqls)
            ]
        return reply

    def GetStatementResult(self, params):
        statement = self._statement(params["Id"])
        if len(statement.sqls) > 1 and params["Id"] != f"{statement.id}:{len(statement.sqls)}":
            raise Refused("ValidationException", "The statement has no result; name a part of the batch")
        if statement.status != "FINISHED":
            raise Refused("ResourceNotFoundException", "Query does not have result. Please check query status.")
        start = int(params.get("NextToken", "0"))
        page = statement.rows[start : start + self.page_rows]
        reply = {
            "Records": [[self._field(v, c) for v, c in zip(row, statement.columns)] for row in page],
            "ColumnMetadata": [
                {
                    "name": c["name"],
                    "label": c["name"],
                    "typeName": c["redshift"],
                    "precision": 38 if c["redshift"] == "numeric" else 0,
                    "scale": c["scale"],
                    "nullable": 1,
                }
                for c in statement.columns
            ],
            "TotalNumRows": len(statement.rows),
        }
        if start + self.page_rows < len(statement.rows):
            reply["NextToken"] = str(start + self.page_rows)
        return reply

    def _field(self, value, column):
        kind = column["redshift"]
        if value is None:
            return {"isNull": True}
        if kind == "bool":
            return {"booleanValue": value}
        if kind in ("int2", "int4", "int8"):
            return {"longValue": value}
        if kind in ("float4", "float8"):
            return {"doubleValue": value}
        return {"stringValue": text(value, column["scale"])}

    def ListStatements(self, params):
        kept = list(self.statements.values())[-params.get("MaxResults", 100) :]
        return {"Statements": [{"Id": s.id, "Status": s.status, "QueryString": s.sqls[-1]} for s in kept]}

    def CancelStatement(self, params):
        if not self._statement(params["Id"]).cancel():
            raise Refused("ValidationException", "Could not cancel a query that is already in a final state.")
        return {"Status": True}


class Athena:
    """Queries that were started, by id."""

    STATES = {
        "SUBMITTED": "QUEUED",
        "STARTED": "RUNNING",
        "FINISHED": "SUCCEEDED",
        "FAILED": "FAILED",
        "ABORTED": "CANCELLED",
    }

    def __init__(self, sessions, page_rows):
        self.sessions, self.page_rows, self.queries, self.tokens = sessions, page_rows, {}, {}
        self.bytes_limit = None

    def StartQueryExecution(self, params):
        if params.get("WorkGroup", "primary") == "gone":
            raise Refused("InvalidRequestException", "WorkGroup gone is not found.")
        token = params["ClientRequestToken"]
        if token not in self.tokens:
            database = params["QueryExecutionContext"]["Database"]
            query = Statement(self.sessions, "athena", database, [params["QueryString"]])
            self.queries[query.id], self.tokens[token] = query, query
        return {"QueryExecutionId": self.tokens[token].id}

    def _query(self, name):
        query = self.queries.get(name)
        if query is None:
            raise Refused("InvalidRequestException", f"QueryExecution {name} was not found")
        return query

    def GetQueryExecution(self, params):
        query = self._query(params["QueryExecutionId"])
        status = {"State": self.STATES[query.status], "SubmissionDateTime": query.began}
        # Ten bytes for each value of the result: a made-up figure, the same each time.
        scanned = 10 * len(query.rows) * max(len(query.columns), 1)
        if query.status == "FINISHED" and self.bytes_limit is not None and scanned > self.bytes_limit:
            status = {"State": "CANCELLED", "StateChangeReason": "Bytes scanned limit was exceeded"}
        if query.status == "FAILED":
            status["StateChangeReason"] = query.error
            status["AthenaError"] = {"ErrorCategory": 2, "ErrorType": 1, "Retryable": False, "ErrorMessage": query.error}
        return {
            "QueryExecution": {
                "QueryExecutionId": query.id,
                "Query": query.sqls[0],
                "Status": status,
                "Statistics": {
                    "EngineExecutionTimeInMillis": query.duration_ns // 1_000_000,
                    "DataScannedInBytes": scanned,
                },
            }
        }

    def GetQueryResults(self, params):
        query = self._query(params["QueryExecutionId"])
        if query.status != "FINISHED":
            raise Refused("InvalidRequestException", f"Query has not yet finished. Current state: {query.status}")
        # The names are the first row of all.
        heading = [{"Data": [{"VarCharValue": c["name"]} for c in query.columns]}]
        rows = heading + [
            {"Data": [self._datum(v, c) for v, c in zip(row, query.columns)]} for row in query.rows
        ]
        start = int(params.get("NextToken", "0"))
        reply = {
            "UpdateCount": 0,
            "ResultSet": {
                "Rows": rows[start : start + self.page_rows],
                "ResultSetMetadata": {
                    "ColumnInfo": [
                        {
                            "CatalogName": "hive",
                            "Name": c["name"],
                            "Label": c["name"],
                            "Type": c["athena"],
                            "Precision": 38 if c["athena"] == "decimal" else 0,
                            "Scale": c["scale"],
                            "Nullable": "UNKNOWN",
                            "CaseSensitive": False,
                        }
                        for c in query.columns
                    ]
                },
            },
        }
        if start + self.page_rows < len(rows):
            reply["NextToken"] = str(start + self.page_rows)
        return reply

    def _datum(self, value, column):
        return {} if value is None else {"VarCharValue": text(value, column["scale"])}

    def GetWorkGroup(self, params):
        return {
            "WorkGroup": {
                "Name": params["WorkGroup"],
                "State": "DISABLED" if params["WorkGroup"] == "resting" else "ENABLED",
                "Configuration": {"BytesScannedCutoffPerQuery": 10_000_000},
            }
        }

    def StopQueryExecution(self, params):
        self._query(params["QueryExecutionId"]).cancel()
        return {}
