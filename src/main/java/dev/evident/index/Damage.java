package dev.evident.index;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.AlreadyClosedException;

/** Tells a damaged index from a machine that refuses for now, such as a full disk. */
final class Damage {
    private Damage() {}

    /** Whether a failure means that the files are not, or will not be, what they should be. */
    static boolean isBehind(Throwable failure) {
        if (failure instanceof AlreadyClosedException && failure.getCause() != null) {
            return isBehind(failure.getCause()); // what made the writer close itself
        }
        if (failure instanceof OutOfMemoryError) {
            return false;
        }
        return !(failure instanceof IOException)
                || failure instanceof CorruptIndexException
                || failure instanceof IndexFormatTooOldException
                || failure instanceof IndexFormatTooNewException
                || failure instanceof EOFException
                || failure instanceof FileNotFoundException
                || failure instanceof NoSuchFileException;
    }

    /** Whether there is no room on the disk, which throwing an index away would not mend for long. */
    static boolean isFullDisk(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
