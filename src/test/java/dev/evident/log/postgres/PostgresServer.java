package dev.evident.log.postgres;

import dev.evident.Await;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One real server for all tests of a virtual machine; a user with a schema for each that asks. */
public final class PostgresServer {
    private static final Duration START = Duration.ofMinutes(2);
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private PostgresServer() {}

    private static final class Running {
        static final Path DATA = data();
        static final EmbeddedPostgres SERVER = start(DATA);

        private static Path data() {
            try {
                return Files.createTempDirectory("evident-postgres");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static EmbeddedPostgres start(Path data) {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setPGStartupWait(START)
                        .setDataDirectory(data)
                        .setRegisterShutdownHook(false)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(data)));
                return server;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /** At once: writing everything down before takes longer than the tests. */
        private static void stop(Path data) {
            try {
                String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
                new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
                ProcessHandle.of(Long.parseLong(pid))
                        .ifPresent(server ->
                                server.onExit().orTimeout(10, TimeUnit.SECONDS).join());
                try (Stream<Path> files = Files.walk(data)) {
                    files.sorted(Comparator.reverseOrder())
                            .forEach(file -> file.toFile().delete());
                }
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /** The port on which it listens. */
    public static int port() {
        return Running.SERVER.getPort();
    }

    /** Makes a schema without tables, and the user who owns it and sees no other; the name of both. */
    public static String newSchema() {
        String name = "evident_" + SCHEMAS.incrementAndGet();
        execute("postgres", "CREATE ROLE " + name + " LOGIN");
        execute("postgres", "CREATE SCHEMA AUTHORIZATION " + name);
        return name;
    }

    /** How a program connects to it. */
    public static String uri(String name) {
        return uri(name, port());
    }

    /** The same by another port. */
    public static String uri(String name, int port) {
        return "postgresql://" + name + "@127.0.0.1:" + port + "/postgres";
    }

    /** Runs a statement. */
    public static void execute(String name, String sql) {
        try (Connection connection = connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** From now on the server asks this user for a password, over TCP. */
    static void requirePassword(String name) {
        try {
            Path rules = Running.DATA.resolve("pg_hba.conf");
            Files.writeString(rules, "host all " + name + " all scram-sha-256\n" + Files.readString(rules));
            execute("postgres", "SELECT pg_reload_conf()");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Await.until("a connection without the password is refused", () -> {
            try (Connection accepted = connect(name)) {
                return accepted.isClosed();
            } catch (SQLException refused) {
                return true;
            }
        });
    }

    /** The first value of what a query returns, as text. */
    public static String value(String name, String sql) {
        try (Connection connection = connect(name);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Connection connect(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/postgres", name, "");
    }
}
