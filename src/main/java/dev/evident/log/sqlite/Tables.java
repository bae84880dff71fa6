package dev.evident.log.sqlite;

import java.util.List;

/** The statements that make the tables of a new record. Whoever changes one raises {@link Schema#VERSION}. */
final class Tables {
    static final List<String> ALL = List.of(
            // What bodies are bound to when they are encoded: the same in every copy of this log, and in no other log.
            """
            CREATE TABLE log (
                only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
                id       BLOB    NOT NULL CHECK (length(id) = 16)
            ) STRICT
            """,
            "INSERT INTO log VALUES (1, randomblob(16))",
            // header: see event.Header, empty for an ordinary event of nobody's. What was redacted has no body.
            """
            CREATE TABLE event (
                seq    INTEGER PRIMARY KEY,
                id     BLOB    NOT NULL CHECK (length(id) = 16),
                micros INTEGER NOT NULL,
                header BLOB    NOT NULL,
                salt   BLOB    NOT NULL CHECK (length(salt) = 16),
                leaf   BLOB    NOT NULL CHECK (length(leaf) = 32),
                body   BLOB    NOT NULL
            ) STRICT
            """,
            // Ids are given at the intake and begin with its milliseconds: new ones go to the end of the index.
            "CREATE UNIQUE INDEX event_id ON event (id)",
            """
            CREATE TABLE node (
                level  INTEGER NOT NULL,
                number INTEGER NOT NULL,
                hash   BLOB    NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (level, number)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE tree_head (
                only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
                size     INTEGER NOT NULL,
                root     BLOB    NOT NULL CHECK (length(root) = 32)
            ) STRICT
            """,
            "INSERT INTO tree_head VALUES (1, 0, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')",
            // Keys of events, by the day (of 86,400 seconds since the epoch) on which they were committed.
            """
            CREATE TABLE dedup (
                day INTEGER NOT NULL,
                key BLOB    NOT NULL CHECK (length(key) = 16),
                seq INTEGER NOT NULL,
                PRIMARY KEY (day, key)
            ) STRICT, WITHOUT ROWID
            """,
            // The keys of this day and of later ones are all there; those of earlier days were forgotten.
            """
            CREATE TABLE dedup_since (
                only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
                day      INTEGER NOT NULL
            ) STRICT
            """,
            "INSERT INTO dedup_since VALUES (1, 0)",
            """
            CREATE VIEW batch AS SELECT
                0 AS first, 0 AS micros, x'' AS ids, x'' AS salts, x'' AS leaves, x'' AS bodies, '[]' AS spans,
                '[]' AS places, x'' AS hashes, 0 AS size, x'' AS root, x'' AS keys, '[]' AS keyed
            """,
            """
            CREATE TRIGGER append INSTEAD OF INSERT ON batch BEGIN
                INSERT INTO event (seq, id, micros, header, salt, leaf, body)
                SELECT NEW.first + key, substr(NEW.ids, key * 16 + 1, 16), NEW.micros,
                       iif(type = 'integer', x'', substr(NEW.bodies, ((value ->> 0) >> 32) + 1, value ->> 1)),
                       substr(NEW.salts, key * 16 + 1, 16), substr(NEW.leaves, key * 32 + 1, 32),
                       iif(type = 'integer', substr(NEW.bodies, (value >> 32) + 1, value & 4294967295),
                           substr(NEW.bodies, ((value ->> 0) >> 32) + 1 + (value ->> 1), (value ->> 0) & 4294967295))
                FROM json_each(NEW.spans);
                INSERT OR REPLACE INTO dedup (day, key, seq)
                SELECT NEW.micros / 86400000000, substr(NEW.keys, key * 16 + 1, 16), NEW.first + value
                FROM json_each(NEW.keyed);
                INSERT INTO node (level, number, hash)
                SELECT value >> 56, value & 72057594037927935, substr(NEW.hashes, key * 32 + 1, 32)
                FROM json_each(NEW.places);
                UPDATE tree_head SET size = NEW.size, root = NEW.root WHERE size = NEW.first;
                SELECT RAISE(ABORT, 'the log does not end where this batch begins') WHERE changes() <> 1;
            END
            """,
            // What was redacted, with what its proofs still need.
            """
            CREATE TABLE redaction (
                seq     INTEGER PRIMARY KEY,
                content BLOB    NOT NULL CHECK (length(content) = 32),
                by_seq  INTEGER NOT NULL CHECK (by_seq > seq)
            ) STRICT
            """,
            """
            CREATE VIEW erasing_batch AS SELECT
                0 AS first, 0 AS micros, x'' AS ids, x'' AS salts, x'' AS leaves, x'' AS bodies, '[]' AS spans,
                '[]' AS places, x'' AS hashes, 0 AS size, x'' AS root, x'' AS keys, '[]' AS keyed, '[]' AS targets,
                x'' AS contents
            """,
            """
            CREATE TRIGGER erase INSTEAD OF INSERT ON erasing_batch BEGIN
                INSERT INTO batch (first, micros, ids, salts, leaves, bodies, spans, places, hashes, size, root,
                        keys, keyed)
                VALUES (NEW.first, NEW.micros, NEW.ids, NEW.salts, NEW.leaves, NEW.bodies, NEW.spans, NEW.places,
                        NEW.hashes, NEW.size, NEW.root, NEW.keys, NEW.keyed);
                INSERT INTO redaction (seq, content, by_seq)
                SELECT value ->> 0, substr(NEW.contents, key * 32 + 1, 32), value ->> 1
                FROM json_each(NEW.targets);
                UPDATE event SET salt = zeroblob(16), body = x''
                WHERE seq IN (SELECT value ->> 0 FROM json_each(NEW.targets)) AND length(body) > 0;
                SELECT RAISE(ABORT, 'not every event to erase has content')
                WHERE changes() <> json_array_length(NEW.targets);
            END
            """,
            // With what bodies are compressed, twice: one that is lost would take many events with it.
            """
            CREATE TABLE dictionary (
                number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 31),
                size   INTEGER NOT NULL,
                digest BLOB    NOT NULL CHECK (length(digest) = 32),
                bytes  BLOB    NOT NULL CHECK (length(bytes) <= 32768)
            ) STRICT
            """,
            """
            CREATE TABLE dictionary_copy (
                number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 31),
                size   INTEGER NOT NULL,
                digest BLOB    NOT NULL CHECK (length(digest) = 32),
                bytes  BLOB    NOT NULL CHECK (length(bytes) <= 32768)
            ) STRICT
            """,
            // The highest number that was ever given: none is given twice.
            """
            CREATE TABLE dictionary_number (
                only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
                last     INTEGER NOT NULL
            ) STRICT
            """,
            "INSERT INTO dictionary_number VALUES (1, 0)",
            """
            CREATE TRIGGER keep_twice AFTER INSERT ON dictionary BEGIN
                UPDATE dictionary_number SET last = max(last, NEW.number);
                INSERT INTO dictionary_copy (number, size, digest, bytes)
                VALUES (NEW.number, NEW.size, NEW.digest, NEW.bytes);
            END
            """);

    private Tables() {}
}
