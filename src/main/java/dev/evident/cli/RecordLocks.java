package dev.evident.cli;

import dev.evident.config.StartException;
import dev.evident.log.DirectoryLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The locks of a record that exists, held while it is looked at or put aside, so that no service changes it meanwhile.
 * Makes no file: a copy that no service ever ran on has no locks and needs none.
 */
final class RecordLocks {
    private final Deque<DirectoryLock> held = new ArrayDeque<>();

    private RecordLocks() {}

    /** What is done while they are held. */
    @FunctionalInterface
    interface Work<T> {
        /** Does it; {@code locks} can be let go before the end, for somebody who takes them himself. */
        T with(RecordLocks locks) throws IOException;
    }

    /**
     * Takes them, does something and lets them go.
     *
     * @param data the data directory; null for a database alone
     * @throws StartException when a service has them
     */
    static <T> T hold(@Nullable Path data, Path database, Work<T> work) throws IOException {
        RecordLocks locks = new RecordLocks();
        try {
            if (data != null) {
                locks.take(data, "evident.lock");
            }
            Path file = database.toAbsolutePath();
            Path directory = Objects.requireNonNull(file.getParent(), "an absolute path to a file has a directory");
            locks.take(directory, file.getFileName() + ".lock");
            return work.with(locks);
        } finally {
            locks.release();
        }
    }

    /** Lets them go; once is enough. */
    void release() {
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private void take(Path directory, String name) throws IOException {
        Optional<DirectoryLock> lock = DirectoryLock.acquireExisting(directory, name);
        held.push(
                lock.orElseThrow(() -> new StartException(directory + " is in use by a running service: stop it, use a"
                        + " backup's copy, or look at the service itself with --url")));
    }
}
