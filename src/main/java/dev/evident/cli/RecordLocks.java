package dev.evident.cli;

import dev.evident.config.StartException;
import dev.evident.store.DirectoryLock;
import java.io.IOException;
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
final class RecordLocks implements AutoCloseable {
    private final Deque<DirectoryLock> held = new ArrayDeque<>();

    private RecordLocks() {}

    /**
     * Takes them.
     *
     * @param data the data directory; null for a database alone
     * @throws StartException when a service has them
     */
    static RecordLocks take(@Nullable Path data, Path database) throws IOException {
        RecordLocks locks = new RecordLocks();
        try {
            if (data != null) {
                locks.take(data, "evident.lock");
            }
            Path file = database.toAbsolutePath();
            locks.take(Objects.requireNonNull(file.getParent()), file.getFileName() + ".lock");
            return locks;
        } catch (IOException | RuntimeException failure) {
            locks.close();
            throw failure;
        }
    }

    private void take(Path directory, String name) throws IOException {
        Optional<DirectoryLock> lock = DirectoryLock.acquireExisting(directory, name);
        held.push(lock.orElseThrow(() -> new StartException(directory + " is in use by a running service: stop it, use a"
                + " backup's copy, or look at the service itself with --url")));
    }

    @Override
    public void close() throws IOException {
        while (!held.isEmpty()) {
            held.pop().close();
        }
    }
}
