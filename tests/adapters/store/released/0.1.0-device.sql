BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'habitacle','messages_and_ledger','2026-11-24 12:56:01.075489+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'habitacle','slow_values','2026-11-24 12:56:01.083131+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'habitacle','fault_memory','2026-11-24 12:56:01.084313+00:00');
CREATE TABLE dead(id TEXT, dir TEXT, topic TEXT, code TEXT, at_ms INTEGER, body BLOB) STRICT;
CREATE TABLE done(id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, data_sha TEXT NOT NULL) STRICT;
CREATE TABLE fault_memory(vehicle TEXT PRIMARY KEY, body TEXT NOT NULL, crc INTEGER NOT NULL) STRICT;
INSERT INTO "fault_memory" VALUES('habitacle-ev','{"faults":[]}',1223928317);
CREATE TABLE ledger(seq INTEGER PRIMARY KEY AUTOINCREMENT, ts TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
INSERT INTO "ledger" VALUES(1,'2026-11-24T17:42:00.000Z','{"bytes":170,"categories":[],"consent_record_id":null,"hash":"4f6d719a925a85b86643fc323fe250958989adde1859e8e9cd4cf913116b24cd","lawful_basis":"N","n_records":1,"payload_sha256":"a3d70459d7fe3cf89d52b526ecce987b440ee7581940967d6ea16ce52c8f582e","precision":"none","prev_hash":"0000000000000000000000000000000000000000000000000000000000000000","purpose":"P1","recipient":"manufacturer","seq":1,"topic":"v1/hu-2G2GZZV4A1M1FM7B59WM20T2MN/up/ota/manifest","ts":"2026-11-24T17:42:00.000Z"}','4f6d719a925a85b86643fc323fe250958989adde1859e8e9cd4cf913116b24cd');
CREATE TABLE meta(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT;
INSERT INTO "meta" VALUES('store_id','77f27fe2');
INSERT INTO "meta" VALUES('boot_count','1');
INSERT INTO "meta" VALUES('device_id','hu-2G2GZZV4A1M1FM7B59WM20T2MN');
INSERT INTO "meta" VALUES('consent_head','2 e4f75bb05160a446518ab021fca76c633b3dfcfd28d0e401c858c62b4f2fba42');
CREATE TABLE outbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, topic TEXT NOT NULL, type TEXT NOT NULL, ver INTEGER NOT NULL, purpose TEXT NOT NULL, recipient TEXT NOT NULL, prio INTEGER NOT NULL, ckey TEXT, boot TEXT NOT NULL, created_ms INTEGER NOT NULL, created_mono_ms INTEGER NOT NULL, expires_ms INTEGER, batch TEXT, attempts INTEGER NOT NULL DEFAULT 0, data BLOB NOT NULL, crc INTEGER NOT NULL) STRICT;
INSERT INTO "outbox" VALUES(1,'01a20ea6-7640-7890-8161-1bdd2bcf358f','mqtt','up/ota/manifest','update.version_manifest',1,'P1','manufacturer',5,'manifest','77f27fe2.1',1795542120000,1000000,NULL,NULL,1,X'7B226E223A22C3A9227D',3639403672);
CREATE TABLE slow_value(vehicle TEXT NOT NULL, path TEXT NOT NULL, value TEXT NOT NULL, unit TEXT, at_ms INTEGER NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY(vehicle, path)) STRICT, WITHOUT ROWID;
INSERT INTO "slow_value" VALUES('habitacle-ev 1','Vehicle.TraveledDistance','41000.5','km',1795542120000,4084142055);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX outbox_next ON outbox(prio, seq);
CREATE INDEX outbox_batch ON outbox(batch) WHERE batch IS NOT NULL;
CREATE INDEX ledger_ts ON ledger(ts, seq);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',1);
INSERT INTO "sqlite_sequence" VALUES('ledger',1);
COMMIT;
