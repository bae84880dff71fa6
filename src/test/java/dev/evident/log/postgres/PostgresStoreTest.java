package dev.evident.log.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.Timestamps;
import dev.evident.log.LogStore;
import dev.evident.log.LogStoreContract;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends LogStoreContract {
    /** So small that partitions end within the tests. */
    private static final long PARTITION_EVENTS = 100_000;

    private final String name = PostgresServer.newSchema();

    @Override
    protected LogStore newStore(InstantSource clock) {
        return new PostgresStore(
                vertx,
                new Database(vertx, PostgresServer.uri(name), "", Timeouts.DEFAULT),
                2,
                PARTITION_EVENTS,
                now -> Timestamps.micros(clock.instant()));
    }

    @Test
    void bodiesGoIntoPartitionsThatAreMadeBeforeTheyAreNeeded() {
        for (int i = 0; i < 7; i++) {
            append(bodies(25_000));
        }

        assertThat(PostgresServer.value(name, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'body'::regclass"))
                .isEqualTo("3");
        assertThat(PostgresServer.value(name, "SELECT count(*) FROM body_0")).isEqualTo("100000");
        assertThat(PostgresServer.value(name, "SELECT count(*) FROM body_100000")).isEqualTo("75000");
        assertThat(PostgresServer.value(name, "SELECT count(*) FROM body_200000")).isEqualTo("0");
    }
}
