package dev.evident.index;

import static dev.evident.index.Service.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.bus.IndexMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An index that cannot be used is made anew from the record, and nobody finds less or more than the record holds. */
class RebuildTest {
    private static final int EVENTS = 200;

    private Path directory;
    private Service service;
    private TinyRecord record;

    @BeforeEach
    void indexSomeEvents(@TempDir Path parent) {
        directory = parent.resolve("data").resolve("index");
        service = new Service(directory);
        record = new TinyRecord(service);
        record.add(events("first"));
        service.start();
        service.awaitReady();
        assertThat(service.find("run", "first")).hasSize(EVENTS);
        service.stop();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void theDirectoryIsForTheServiceAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    /** Something that happens to the files while nobody uses them. */
    @FunctionalInterface
    interface Accident {
        void happen(Path directory) throws IOException;
    }

    static Stream<Named<Accident>> accidents() {
        return Stream.of(
                Named.of("all files are gone", directory -> each(directory, "", Files::delete)),
                Named.of("the directory is gone", directory -> {
                    each(directory, "", Files::delete);
                    Files.delete(directory);
                }),
                Named.of("the commit is gone", directory -> each(directory, "segments", Files::delete)),
                Named.of("the commit is cut short", directory -> each(directory, "segments", RebuildTest::halve)),
                Named.of(
                        "the commit is empty",
                        directory -> each(directory, "segments", file -> Files.write(file, new byte[0]))),
                Named.of("the commit is garbage", directory -> each(directory, "segments", RebuildTest::scramble)),
                Named.of("one file is missing", directory -> each(directory, ".doc", Files::delete)),
                Named.of("every file is cut short", directory -> each(directory, "_", RebuildTest::halve)),
                Named.of("every file is garbage", directory -> each(directory, "_", RebuildTest::scramble)),
                Named.of("the mapping is another one", directory -> rewriteCommit(directory, "evident.mapping", "0")),
                Named.of("the mapping is unknown", directory -> rewriteCommit(directory, "evident.mapping", null)),
                Named.of("the position is another one", directory -> rewriteCommit(directory, "evident.next", "150")),
                Named.of("the position is no number", directory -> rewriteCommit(directory, "evident.next", "x")),
                Named.of("the id is no id", directory -> rewriteCommit(directory, "evident.last_id", "x")));
    }

    @ParameterizedTest
    @MethodSource("accidents")
    void anUnusableIndexIsMadeAnew(Accident accident) throws IOException {
        accident.happen(directory);

        service.start();
        service.awaitReady();

        assertThat(service.find("run", "first")).hasSize(EVENTS);
        assertThat(service.find("n", "17")).containsExactly(17L);
        assertThat(service.meter("evident_index_rebuilds_total")).isEqualTo(1);
    }

    @Test
    void aSingleChangedByteIsNoticedSoonAfterTheStart() throws IOException {
        each(directory, ".doc", file -> {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        });

        service.start();
        await(() -> service.meter("evident_index_rebuilds_total") == 1);
        service.awaitReady();

        assertThat(service.find("run", "first")).hasSize(EVENTS);
    }

    @Test
    void aGoodIndexIsThrownAwayWhenThatIsAskedFor() {
        record.hold();

        service.startAnew();
        assertThat(service.meter("evident_index_events")).isZero();
        record.letGo();
        service.awaitReady();

        assertThat(service.find("run", "first")).hasSize(EVENTS);
        assertThat(service.meter("evident_index_rebuilds_total")).isEqualTo(1);
    }

    @Test
    void whatIsCommittedWhenAskedIsThereWithoutAStop(@TempDir Path elsewhere) throws IOException {
        service.startAnew();
        service.awaitReady();

        long safe = await(service.bus.request(IndexMessages.COMMIT, IndexMessages.Commit.NOW));

        assertThat(safe).isEqualTo(EVENTS);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(one -> !one.endsWith(IndexWriter.WRITE_LOCK_NAME))
                    .toList()) {
                Files.copy(file, elsewhere.resolve(file.getFileName()));
            }
        }
        try (LuceneIndex copy = LuceneIndex.open(FSDirectory.open(elsewhere))) {
            assertThat(copy.next()).isEqualTo(EVENTS);
        }
    }

    @Test
    void anIndexAheadOfTheRecordIsMadeAnew() {
        record.keepOnly(50);

        service.start();
        service.awaitReady();

        assertThat(service.find("run", "first")).hasSize(50);
        record.append(events("second"));
        assertThat(service.find("run", "second")).hasSize(EVENTS);
        assertThat(service.meter("evident_index_rebuilds_total")).isEqualTo(1);
    }

    @Test
    void anIndexOfAnEmptiedRecordIsMadeAnew() {
        record.keepOnly(0);

        service.start();
        service.awaitReady();

        assertThat(service.find("run", "first")).isEmpty();
    }

    @Test
    void anIndexOfAnotherRecordIsMadeAnew() {
        record.keepOnly(0);
        record.add(events("second"));
        record.add(events("second"));

        service.start();
        service.awaitReady();

        assertThat(service.find("run", "first")).isEmpty();
        assertThat(service.find("run", "second")).hasSize(2 * EVENTS);
        assertThat(service.meter("evident_index_rebuilds_total")).isEqualTo(1);
    }

    @Test
    void anIndexThatFailsWhileItIsUsedIsMadeAnew() throws IOException {
        service.start();
        service.awaitReady();
        each(directory, "", Files::delete);
        Files.delete(directory);

        record.append(events("second"));

        await(() -> service.meter("evident_index_rebuilds_total") == 1 && finds("first") && finds("second"));
        assertThat(service.meter("evident_index_rebuilds_total")).isEqualTo(1);
    }

    @Test
    void anIndexThatAnotherProcessHasOpenIsLeftAlone() throws IOException {
        try (FSDirectory files = FSDirectory.open(directory);
                IndexWriter other = new IndexWriter(files, new IndexWriterConfig(null))) {
            List<String> before = List.of(files.listAll());

            assertThatThrownBy(service::start).hasRootCauseInstanceOf(LockObtainFailedException.class);

            assertThat(files.listAll()).containsExactlyElementsOf(before);
            assertThat(other.isOpen()).isTrue();
        }
        service.start();
        assertThat(service.find("run", "first")).hasSize(EVENTS);
    }

    /** Whether all events of a run are found; false as well while there is no index. */
    private boolean finds(String run) {
        return service.ask("run", run)
                .map(hits -> hits.seqs().size() == EVENTS)
                .otherwise(false)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static String[] events(String run) {
        return IntStream.range(0, EVENTS)
                .mapToObj(n -> "{\"run\":\"" + run + "\",\"n\":" + n + "}")
                .toArray(String[]::new);
    }

    private static void each(Path directory, String part, Accident accident) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().contains(part)).forEach(file -> {
                try {
                    accident.happen(file);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }

    private static void halve(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }

    private static void scramble(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) (i * 31 + 7);
        }
        Files.write(file, bytes);
    }

    private static void rewriteCommit(Path directory, String key, @Nullable String value) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(null).setIndexSort(Mapping.ORDER);
        try (FSDirectory files = FSDirectory.open(directory);
                IndexWriter writer = new IndexWriter(files, config)) {
            Map<String, String> data = new HashMap<>();
            writer.getLiveCommitData().forEach(entry -> data.put(entry.getKey(), entry.getValue()));
            data.remove(key);
            if (value != null) {
                data.put(key, value);
            }
            writer.setLiveCommitData(data.entrySet());
            writer.commit();
        }
    }
}
