package dev.evident.log;

import dev.evident.config.StartException;
import dev.evident.log.message.Hashes;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.Subtree;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How every start goes, after a crash or not: the record is opened and compared with the head file. The record may be
 * ahead of it, by what was committed and not acknowledged; it may not be behind it or hold another tree.
 */
final class Recovery {
    private static final String WAYS_OUT =
            " Nothing was changed. Restore the newest backup, or see what else can be done with: evident recover";

    private final Vertx vertx;
    private final LogStore store;
    private final Path file;

    /** What a start goes on from. */
    record Recovered(LogEnd end, HeadFile headFile) {
        /** Closes the head file of a log that is not gone on with. */
        Future<Void> close() {
            try {
                headFile.close();
                return Future.succeededFuture();
            } catch (IOException failure) {
                return Future.failedFuture(failure);
            }
        }
    }

    Recovery(Vertx vertx, LogStore store, Path file) {
        this.vertx = vertx;
        this.store = store;
        this.file = file;
    }

    /** Opens the record and the head file; fails with a {@code StartException} when they disagree. */
    Future<Recovered> open() {
        return store.hasTree()
                .compose(tree -> vertx.executeBlocking(() -> acknowledged(tree)))
                .compose(acknowledged -> store.open()
                        .compose(opened -> check(acknowledged, opened))
                        .compose(opened -> vertx.executeBlocking(() -> advance(opened))));
    }

    /** What the head file says; it is made before a tree is, so that none is ever without. */
    private TreeHead acknowledged(boolean tree) throws IOException {
        Optional<TreeHead> found = HeadFile.read(file);
        if (found.isPresent()) {
            return found.get();
        }
        if (tree) {
            throw new StartException("The head file " + file
                    + " is missing, so it cannot be told whether acknowledged events are." + WAYS_OUT);
        }
        HeadFile.create(file, TreeHead.empty());
        return TreeHead.empty();
    }

    private Recovered advance(LogEnd end) throws IOException {
        HeadFile headFile = HeadFile.open(file);
        headFile.write(end.tree());
        return new Recovered(end, headFile);
    }

    private Future<LogEnd> check(TreeHead acknowledged, LogEnd end) {
        TreeHead found = end.tree();
        if (found.size() < acknowledged.size()) {
            return Future.failedFuture(new StartException("The record ends at event " + found.size() + ", but "
                    + acknowledged.size() + " events were acknowledged: the last "
                    + (acknowledged.size() - found.size()) + " are gone." + WAYS_OUT));
        }
        return at(acknowledged.size()).compose(then -> {
            if (!then.equals(acknowledged)) {
                return Future.failedFuture(new StartException("The record's first " + acknowledged.size()
                        + " events are not those that were acknowledged: the head file has " + acknowledged
                        + ", the record has " + then + "." + WAYS_OUT));
            }
            return Future.succeededFuture(end);
        });
    }

    /** The stored tree, cut at a size. */
    private Future<TreeHead> at(long size) {
        return store.reader().hashes(Hashes.of(Subtree.of(size))).map(source -> Frontier.of(size, source)
                .head());
    }
}
