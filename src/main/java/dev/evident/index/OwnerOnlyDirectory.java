package dev.evident.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.MMapDirectory;

/** Files that only their owner may read: they hold what events hold. */
final class OwnerOnlyDirectory extends MMapDirectory {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    OwnerOnlyDirectory(Path path) throws IOException {
        super(path);
        Path lock = path.resolve(IndexWriter.WRITE_LOCK_NAME);
        if (!Files.exists(lock)) {
            Files.createFile(lock, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        return restricted(super.createOutput(name, context));
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
        return restricted(super.createTempOutput(prefix, suffix, context));
    }

    private IndexOutput restricted(IndexOutput output) throws IOException {
        restrict(output.getName());
        return output;
    }

    private void restrict(String name) throws IOException {
        Files.setPosixFilePermissions(getDirectory().resolve(name), OWNER_ONLY);
    }
}
