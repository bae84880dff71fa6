package dev.evident.bench.ledger;

import dev.evident.bench.EventGenerator;
import dev.evident.bench.load.Request;
import dev.evident.bench.load.Rotation;

/** What is sent in one turn: so many requests, so that all records are of one size at any time. */
enum Workload {
    SINGLE_64("`POST /event`, 64 connections", 64, 1, 30_000),
    SINGLE_256("`POST /event`, 256 connections", 256, 1, 30_000),
    BULK("bulk, 1,000 a request, 4 connections", 4, 1_000, 100);

    private static final int PREPARED_EVENTS = 64_000;

    private final String text;
    private final int connections;
    private final int events;
    private final int requests;

    Workload(String text, int connections, int events, int requests) {
        this.text = text;
        this.connections = connections;
        this.events = events;
        this.requests = requests;
    }

    int connections() {
        return connections;
    }

    /** In one turn. */
    int requests() {
        return requests;
    }

    /** Requests to be sent again and again, with other resources each time. */
    Rotation prepare() {
        EventGenerator generator = new EventGenerator(1, 0);
        return Rotation.of(
                PREPARED_EVENTS / events,
                () -> events == 1 ? Request.post(generator) : Request.bulk(generator, events));
    }

    @Override
    public String toString() {
        return text;
    }
}
