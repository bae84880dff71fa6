package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyExpiryTest {
    private final Vertx vertx = Vertx.vertx();
    private final Queue<Throwable> fatal = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void removesPieceAfterPieceUntilOneIsNotFull() {
        AtomicInteger left = new AtomicInteger(2 * KeyExpiry.PIECE + 1);
        Queue<Integer> pieces = new ConcurrentLinkedQueue<>();
        start(most -> {
            int removed = Math.min(most, left.get());
            left.addAndGet(-removed);
            pieces.add(removed);
            return Future.succeededFuture(removed);
        });

        Await.until("three pieces", () -> pieces.size() == 3);
        assertThat(List.copyOf(pieces)).containsExactly(KeyExpiry.PIECE, KeyExpiry.PIECE, 1);
        assertThat(fatal).isEmpty();
    }

    @Test
    void anUnknownOutcomeIsFatalAndARefusalIsNot() {
        start(most -> Future.failedFuture(
                new AppendException.Refused(Problem.of(Kind.STORAGE_FULL, "full"), new IOException("no space"))));
        start(most -> Future.failedFuture(new IOException("fsync failed")));

        Await.until("the end", () -> !fatal.isEmpty());
        assertThat(fatal).extracting(Throwable::getMessage).containsExactly("fsync failed");
    }

    private void start(IntFunction<Future<Integer>> remove) {
        vertx.runOnContext(here -> new KeyExpiry(vertx, remove, fatal::add).start());
    }
}
