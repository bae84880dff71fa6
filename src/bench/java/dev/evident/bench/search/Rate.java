package dev.evident.bench.search;

/** What is told as one number. */
enum Rate {
    INTAKE("events taken in, 1,000 a request or transaction, until the indexes have them", "events/s", true),
    TAKEN("events taken in while they are queried, of 10,000 a second", "events/s", true),
    BYTES("bytes on disk, indexes included", "B/event", false),
    INDEX_BYTES("bytes of the indexes", "B/event", false),
    REBUILD("indexes made anew", "events/s", true),
    EXPORT("export of up to 1,000,000 events, by NDJSON or `COPY`", "events/s", true),
    EXPORT_TYPE("export of a frequent type", "events/s", true),
    EXPORT_GZIP("export compressed by gzip, decompressed by the client", "events/s", true);

    final String row;
    final String unit;
    final boolean moreIsBetter;

    Rate(String row, String unit, boolean moreIsBetter) {
        this.row = row;
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }
}
