package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyDirectoryTest {
    @Test
    void everyFileIsForItsOwnerAloneEvenTheLock(@TempDir Path path) throws IOException {
        try (OwnerOnlyDirectory directory = new OwnerOnlyDirectory(path);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(null))) {
            writer.addDocument(new Document());
            writer.commit();
            try (Stream<Path> files = Files.list(path)) {
                List<Path> all = files.toList();
                assertThat(all).hasSizeGreaterThan(2).contains(path.resolve(IndexWriter.WRITE_LOCK_NAME));
                for (Path file : all) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as("%s", file)
                            .isEqualTo("rw-------");
                }
            }
        }
    }
}
