package dev.evident.log.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.codec.Binding;
import dev.evident.codec.BodyCodec;
import dev.evident.codec.DamagedException;
import dev.evident.codec.ZstdCodec;
import dev.evident.config.StartException;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.log.LogReader;
import dev.evident.log.LogStore;
import dev.evident.log.LogStoreContract;
import dev.evident.log.StoreAppends;
import dev.evident.log.message.Page;
import io.vertx.core.Future;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresStoreTest extends LogStoreContract {
    /** So small that partitions end within the tests. */
    private static final long PARTITION_EVENTS = 100_000;

    private final String name = PostgresServer.newSchema();

    @Override
    protected LogStore newStore(InstantSource clock) {
        return store(name, clock);
    }

    private PostgresStore store(String schema, InstantSource clock) {
        return store(schema, clock, new ZstdCodec());
    }

    private PostgresStore store(String schema, InstantSource clock, BodyCodec codec) {
        return new PostgresStore(
                vertx,
                new Database(vertx, PostgresServer.uri(schema), "", Timeouts.DEFAULT),
                2,
                PARTITION_EVENTS,
                now -> Timestamps.micros(clock.instant()),
                codec);
    }

    @Test
    void bodiesGoIntoPartitionsThatAreMadeBeforeTheyAreNeeded() {
        for (int i = 0; i < 7; i++) {
            append(bodies(25_000));
        }

        assertThat(PostgresServer.value(name, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'body'::regclass"))
                .isEqualTo("3");
        assertThat(PostgresServer.value(name, "SELECT count(*) FROM body_0")).isEqualTo("100000");
        assertThat(PostgresServer.value(name, "SELECT count(*) FROM body_100000"))
                .isEqualTo("75000");
        assertThat(PostgresServer.value(name, "SELECT count(*) FROM body_200000"))
                .isEqualTo("0");
    }

    @Test
    void contentThatIsGoneWithoutARedactionIsDamage() {
        append(bodies(5));
        PostgresServer.execute(name, "DELETE FROM body WHERE seq = 3");

        List<StoredEvent> events =
                await(newStoreReader().page(new Page(0, 10, false, 10))).list();

        assertThat(events).extracting(StoredEvent::damaged).containsExactly(false, false, false, true, false);
    }

    @Test
    void whatSomebodyChangesIsDamaged() {
        append(bodies(7));
        LogReader reader = newStoreReader();
        PostgresServer.execute(name, "UPDATE body SET body = '{\"n\":9}' WHERE seq = 0");
        PostgresServer.execute(name, "UPDATE event SET header = '\\x0061636d65' WHERE seq = 1");
        PostgresServer.execute(name, "UPDATE event SET micros = micros + 1 WHERE seq = 2");
        PostgresServer.execute(name, "UPDATE event SET id = gen_random_uuid() WHERE seq = 3");
        PostgresServer.execute(name, "UPDATE body SET salt = decode(repeat('00', 16), 'hex') WHERE seq = 4");
        PostgresServer.execute(name, "UPDATE event SET leaf = decode(repeat('00', 32), 'hex') WHERE seq = 5");

        assertThat(await(reader.page(new Page(0, 10, false, 10))).list())
                .extracting(StoredEvent::damaged)
                .containsExactly(true, true, true, true, true, true, false);
    }

    @Test
    void aDatabaseThatMayLoseWhatItStoredIsRefused() {
        PostgresServer.execute(name, "ALTER ROLE " + name + " SET synchronous_commit = off");

        assertRefused("synchronous_commit = off");
    }

    @Test
    void aServerThatMayLoseWhatItStoredIsRefused() throws IOException {
        try (EmbeddedPostgres unsafe = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .start()) {
            String uri = "postgresql://postgres@127.0.0.1:" + unsafe.getPort() + "/postgres";

            assertRefused(
                    new PostgresStore(vertx, uri, "", 1),
                    "The database has fsync = off, full_page_writes = off, synchronous_commit = off: what it says is"
                            + " stored may be lost.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER planted BEFORE INSERT ON body FOR EACH ROW EXECUTE FUNCTION altered()",
                "CREATE TRIGGER planted AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION altered()",
                "CREATE TRIGGER planted BEFORE UPDATE ON body_0 FOR EACH ROW EXECUTE FUNCTION altered()",
                "CREATE RULE planted AS ON INSERT TO redaction DO INSTEAD NOTHING",
                "ALTER TABLE event ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY planted ON event USING (seq <> 3)",
                "CREATE TABLE planted () INHERITS (event)",
                "ALTER TABLE event DROP CONSTRAINT event_id",
                "ALTER TABLE event DROP CONSTRAINT event_leaf_check",
                "ALTER TABLE body_0 ADD CONSTRAINT planted CHECK (seq < 99)",
                "ALTER TABLE node ADD planted integer",
                "ALTER TABLE dedup ALTER seq SET DEFAULT 7",
                "ALTER TABLE redaction ALTER by_seq DROP NOT NULL",
                "ALTER TABLE node SET UNLOGGED",
                "CREATE INDEX planted ON event (micros)",
                "DROP TABLE redaction",
                "ALTER TABLE node RENAME TO other; CREATE VIEW node AS SELECT * FROM other",
            })
    void aLayoutThatSomebodyChangedIsRefused(String change) {
        PostgresServer.execute(
                name, "CREATE FUNCTION altered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$");
        append(bodies(5));
        PostgresServer.execute(name, change);

        assertRefused("its tables are not those that this program makes");
    }

    @Test
    void whatIsTheOperatorsIsAccepted() {
        append(bodies(5));
        PostgresServer.execute(name, "CREATE TABLE mine (n integer); ALTER TABLE event SET (autovacuum_enabled = off)");

        PostgresStore second = store(name, InstantSource.system());
        await(second.open());
        await(second.close());

        assertThat(PostgresServer.value(name, "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"))
                .isEqualTo("0");
    }

    @Test
    void bodiesAreBoundToTheirLogAndTheirEvent() {
        String other = PostgresServer.newSchema();
        PostgresStore bound = store(other, InstantSource.system(), new BindingCodec());
        await(bound.open());
        await(StoreAppends.append(bound, bodies(3)));
        assertThat(damaged(bound)).containsExactly(false, false, false);
        PostgresServer.execute(other, "UPDATE body SET body = (SELECT body FROM body WHERE seq = 0) WHERE seq = 1");
        assertThat(damaged(bound)).containsExactly(false, true, false);
        await(bound.close());

        PostgresStore again = store(other, InstantSource.system(), new BindingCodec());
        await(again.open());
        assertThat(damaged(again)).as("the id of the log is kept").containsExactly(false, true, false);
        await(again.close());

        PostgresServer.execute(other, "UPDATE log_head SET log_id = gen_random_uuid()");
        PostgresStore foreign = store(other, InstantSource.system(), new BindingCodec());
        await(foreign.open());
        assertThat(damaged(foreign)).as("bodies of another log").containsExactly(true, true, true);
        await(foreign.close());
    }

    private static List<Boolean> damaged(PostgresStore store) {
        return await(store.reader().page(new Page(0, 10, false, 10))).list().stream()
                .map(StoredEvent::damaged)
                .toList();
    }

    /** Writes the binding in front of the body, as a codec that encrypts would authenticate it. */
    private static final class BindingCodec implements BodyCodec {
        @Override
        public byte[] encode(byte[] plain, Binding binding) {
            return (binding + " " + new String(plain, UTF_8)).getBytes(UTF_8);
        }

        @Override
        public byte[] decode(byte[] stored, Binding binding) throws DamagedException {
            String text = new String(stored, UTF_8);
            if (!text.startsWith(binding + " ")) {
                throw new DamagedException("it belongs elsewhere");
            }
            return text.substring(binding.toString().length() + 1).getBytes(UTF_8);
        }

        @Override
        public long decodedSize(byte[] stored) {
            return stored.length;
        }
    }

    @Test
    void tablesOfAnotherVersionAreRefused() {
        PostgresServer.execute(name, "UPDATE log_head SET version = 99");

        assertRefused("version 99");
    }

    @Test
    void tablesThatDoNotBelongTogetherAreRefused() {
        append(bodies(5));
        PostgresServer.execute(name, "DELETE FROM event WHERE seq = 4");
        assertRefused("it has 4 events and a tree of 5");

        PostgresServer.execute(name, "UPDATE log_head SET size = 4");
        assertRefused("the edge of its tree is damaged");
    }

    @Test
    void aDatabaseThatIsNotThereIsRefusedWithoutThePassword() {
        PostgresStore store = new PostgresStore(vertx, "postgresql://nobody@127.0.0.1:1/none", "topsecret", 1);

        assertThatThrownBy(() -> await(store.open()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("127.0.0.1:1/none")
                .hasMessageNotContaining("topsecret");
        await(store.close());
    }

    @Test
    void aDatabaseThatFallsBackWhileItIsUsedEndsTheProcess() {
        append(bodies(5));
        PostgresServer.execute(
                name,
                "UPDATE log_head SET size = 0, edge = '', micros = 0,"
                        + " root = '\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'");

        assertThatThrownBy(() -> append(bodies(1)))
                .hasRootCauseInstanceOf(StartException.class)
                .hasMessageContaining("while this process ran");
    }

    @Test
    void twoThatMakeTheTablesAtOnceMakeThemOnce() {
        String other = PostgresServer.newSchema();
        List<PostgresStore> stores = Stream.generate(() -> store(other, InstantSource.system()))
                .limit(4)
                .toList();

        await(Future.all(stores.stream().map(PostgresStore::open).toList()));

        assertThat(PostgresServer.value(other, "SELECT count(*) FROM log_head")).isEqualTo("1");
        await(Future.all(stores.stream().map(PostgresStore::close).toList()));
    }

    @Test
    void logInIsByPassword() {
        PostgresServer.execute(
                name, "SET password_encryption = 'scram-sha-256'; ALTER ROLE " + name + " PASSWORD 'right'");
        PostgresServer.requirePassword(name);

        assertThatThrownBy(() -> await(new PostgresStore(vertx, PostgresServer.uri(name), "wrong", 1).open()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("password authentication failed");
        PostgresStore store = new PostgresStore(vertx, PostgresServer.uri(name), "right", 1);
        await(store.open());
        await(store.close());
    }

    private void assertRefused(String why) {
        assertRefused(store(name, InstantSource.system()), why);
    }

    private static void assertRefused(PostgresStore second, String why) {
        assertThatThrownBy(() -> await(second.open()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(why);
        await(second.close());
    }

    private LogReader newStoreReader() {
        PostgresStore store = store(name, InstantSource.system());
        await(store.open());
        return store.reader();
    }
}
