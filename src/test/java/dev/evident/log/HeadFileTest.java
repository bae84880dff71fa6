package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.config.StartException;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFileTest {
    /** Every byte of the text in either slot, and the byte after. */
    private static final int[] PLACES =
            IntStream.range(0, 8192).filter(at -> at % 4096 < 130).toArray();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = directory.resolve("head");
        HeadFile.create(file, TreeHead.empty());
    }

    @Test
    void whereThereIsNoFileThereIsNoHead() throws IOException {
        assertThat(HeadFile.read(directory.resolve("none"))).isEmpty();
    }

    @Test
    void theLastHeadWrittenIsRead() throws IOException {
        for (long size = 1; size <= 5; size++) {
            write(head(size), head(size + 10));
            assertThat(HeadFile.read(file)).contains(head(size + 10));
        }
    }

    @Test
    void itIsForItsOwnerOnlyAndNeverGrows() throws IOException {
        long size = Files.size(file);
        write(head(1), head(2), head(3));
        assertThat(Files.size(file)).isEqualTo(size);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryContaining(entry -> entry.equals(file));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    /** Whatever part of the newest slot a crash left unwritten, the head before it is read. */
    @Test
    void aTornWriteLeavesTheHeadBefore() throws IOException {
        write(head(7));
        byte[] before = Files.readAllBytes(file);
        write(head(8));
        byte[] after = Files.readAllBytes(file);
        for (int torn : PLACES) {
            byte[] bytes = before.clone();
            System.arraycopy(after, 0, bytes, 0, torn);
            Files.write(file, bytes);
            assertThat(HeadFile.read(file)).get().isIn(head(7), head(8));
        }
    }

    @Test
    void aFlippedBitIsNeverAnotherHead() throws IOException {
        write(head(7), head(8));
        byte[] good = Files.readAllBytes(file);
        for (int at : PLACES) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);
            assertThat(HeadFile.read(file)).get().isIn(head(7), head(8));
        }
    }

    @Test
    void aFileWithoutAHeadIsRefused() throws IOException {
        Files.write(file, new byte[8192]);
        assertThatThrownBy(() -> HeadFile.read(file))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is damaged");
    }

    private void write(TreeHead... heads) throws IOException {
        try (HeadFile open = HeadFile.open(file)) {
            for (TreeHead head : heads) {
                open.write(head);
            }
        }
    }

    private static TreeHead head(long size) {
        return new TreeHead(size, new TreeHash().leaf(new byte[] {(byte) size}));
    }
}
