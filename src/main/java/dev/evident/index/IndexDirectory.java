package dev.evident.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * Where the index lives: a directory that belongs to it alone, since it is emptied whenever what is in it cannot be
 * used. All of it blocks and belongs to the indexing thread.
 */
final class IndexDirectory implements Closeable {
    private final Path path;
    private @Nullable LuceneIndex index;

    IndexDirectory(Path path) {
        this.path = path;
    }

    /**
     * An index that was opened.
     *
     * @param index the index
     * @param rebuild why it starts empty, or empty when it goes on where its last commit left it
     */
    record Opened(LuceneIndex index, Optional<String> rebuild) {}

    /**
     * Opens the index, or starts an empty one when there is none that can be used.
     *
     * @throws LockObtainFailedException when another process has it open; nothing was touched then
     * @throws IOException when the directory cannot be read or written
     */
    Opened open() throws IOException {
        create();
        FSDirectory directory = new OwnerOnlyDirectory(path);
        try {
            Opened opened = open(directory);
            index = opened.index();
            return opened;
        } catch (IOException | RuntimeException failure) {
            IOUtils.closeWhileHandlingException(directory);
            throw failure;
        }
    }

    /**
     * Closes the index without a commit and opens it again.
     *
     * @param anew whether it is thrown away in between
     */
    Opened reopen(boolean anew) throws IOException {
        IOUtils.closeWhileHandlingException(index);
        index = null;
        if (anew) {
            create();
            try (FSDirectory directory = new OwnerOnlyDirectory(path)) {
                empty(directory);
            }
        }
        return open();
    }

    /** Commits and closes the index, if one is open. */
    @Override
    public void close() throws IOException {
        try (LuceneIndex closing = index) {
            index = null;
            if (closing != null && closing.hasUncommitted()) {
                closing.commit();
            }
        }
    }

    private Opened open(FSDirectory directory) throws IOException {
        if (!DirectoryReader.indexExists(directory)) {
            return new Opened(replace(directory), Optional.of("there is none"));
        }
        try {
            return new Opened(LuceneIndex.open(directory), Optional.empty());
        } catch (LockObtainFailedException | AccessDeniedException notOurs) {
            throw notOurs;
        } catch (IOException | RuntimeException unusable) {
            return new Opened(replace(directory), Optional.of(reason(unusable)));
        }
    }

    private LuceneIndex replace(FSDirectory directory) throws IOException {
        empty(directory);
        return LuceneIndex.create(directory);
    }

    private void empty(FSDirectory directory) throws IOException {
        try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME);
                DirectoryStream<Path> files = Files.newDirectoryStream(path, Files::isRegularFile)) {
            lock.ensureValid();
            for (Path file : files) {
                if (!file.endsWith(IndexWriter.WRITE_LOCK_NAME)) {
                    Files.delete(file);
                }
            }
        }
    }

    private void create() throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(path);
        }
    }

    private static String reason(Exception unusable) {
        return "it cannot be read (" + unusable.getClass().getSimpleName() + ": " + unusable.getMessage() + ")";
    }
}
