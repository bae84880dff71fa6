package dev.evident.index;

import static dev.evident.index.Service.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.evident.RawFiles;
import dev.evident.bus.IndexMessages;
import dev.evident.event.RedactionEvent;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What was redacted just before a stop is gone from the index's files after it. */
class PurgeAtStopTest {
    private static final String CONTENT = "quetzalcoatl";

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private Service service;
    private TinyRecord record;
    private Path directory;

    /** An index with content on the disk. */
    @BeforeEach
    void fill(@TempDir Path temporary) {
        directory = temporary.resolve("index");
        service = new Service(directory);
        record = new TinyRecord(service);
        service.start();
        record.append("{\"event_type\":\"a\",\"user_id\":\"" + CONTENT + "\"}", "{\"event_type\":\"b\"}");
        assertThat(service.find("user_id", CONTENT)).containsExactly(0L);
        await(service.bus.request(IndexMessages.COMMIT, IndexMessages.Commit.NOW));
        assertThat(RawFiles.with(CONTENT, directory)).isNotEmpty();
        said.start();
        purgerLog().addAppender(said);
    }

    @AfterEach
    void close() {
        purgerLog().detachAppender(said);
        service.close();
    }

    @Test
    void theStopPurgesWhatIsLeft() {
        redact();
        assertThat(service.find("user_id", CONTENT)).isEmpty();

        service.stop();

        assertThat(RawFiles.with(CONTENT, directory)).isEmpty();
        assertThat(said.list).isEmpty();
    }

    @Test
    void theStopTakesInARedactionThatTheIndexHasNotReached() {
        record.append("{\"event_type\":\"c\"}");
        service.awaitReady();
        record.hold();
        redact();
        Future<Void> stopped = service.stopping();
        record.letGo();
        await(stopped);

        assertThat(RawFiles.with(CONTENT, directory)).isEmpty();
        assertThat(said.list).isEmpty();
    }

    @Test
    void aStopThatHasNoTimeForItSaysSoAndTheNextStartPurges() {
        CountDownLatch busy = new CountDownLatch(1);
        WorkerExecutor purging = service.vertx.createSharedWorkerExecutor("evident-index-purge");
        purging.executeBlocking(() -> {
            busy.await();
            return null;
        });
        redact();
        try {
            service.stop();
        } finally {
            busy.countDown();
            await(purging.close());
        }

        assertThat(said.list).hasSize(1);
        assertThat(said.list.get(0).getFormattedMessage()).contains("could not be purged", "next start");
        service.start();
        await(() -> RawFiles.with(CONTENT, directory).isEmpty());
        assertThat(service.find("event_type", "b")).containsExactly(1L);
    }

    private void redact() {
        record.append(RedactionEvent.body("a", null, "r", List.of(new RedactionEvent.Target(0, null)), List.of())
                .text());
    }

    private static Logger purgerLog() {
        return (Logger) LoggerFactory.getLogger(Purger.class);
    }
}
