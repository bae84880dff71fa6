package dev.evident.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.evident.RawFiles;
import dev.evident.RunningRecord;
import dev.evident.ShopEvents;
import dev.evident.Verified;
import dev.evident.bus.StoreMessages;
import dev.evident.config.StartException;
import dev.evident.event.NewEvent;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.LogStore;
import dev.evident.log.message.Get;
import dev.evident.log.message.Page;
import dev.evident.log.message.Redact;
import dev.evident.verify.Finding;
import dev.evident.verify.Finding.Part;
import dev.evident.verify.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record whose bodies are compressed, from the outside and from the inside. */
class CompressionTest {
    private final ShopEvents shop = new ShopEvents(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void eventsComeBackAsTheyWereWhateverTheyAreStoredAs() {
        List<NewEvent> all = CompressedRecord.fill(directory, shop);
        long compressed = database().compressed();

        assertThat(compressed).isBetween((long) CompressedRecord.COMPRESSED, all.size() - 2_000L);
        assertThat(database().stored(all.size() - 1))
                .hasSizeLessThan(all.get(all.size() - 1).size() / 2);
        try (RunningRecord record = RunningRecord.start(directory)) {
            assertSame(record.events(), all);
            List<NewEvent> more = shop.bodies(10);
            record.append(more);
            assertSame(record.events().subList(all.size(), all.size() + 10), more);
        }
        assertThat(database().compressed()).isEqualTo(compressed + 10);
        Verified.assertIntact(directory);
    }

    @Test
    void noBodyIsEverStoredBeforeItsDictionaryIs() throws Exception {
        String orphans = "SELECT count(*) FROM event WHERE substr(body, 1, 1) BETWEEN x'01' AND x'1f'"
                + " AND NOT EXISTS (SELECT 1 FROM dictionary)";
        AtomicBoolean done = new AtomicBoolean();
        List<Long> seen = new ArrayList<>();
        try (RunningRecord record = RunningRecord.start(directory)) {
            record.append(shop.bodies(DictionaryKeeper.FIRST - 1));
            Thread looking = new Thread(() -> {
                while (!done.get()) {
                    seen.add(database().number(orphans));
                }
            });
            looking.start();
            CompressedRecord.awaitUse(record, directory, shop);
            done.set(true);
            looking.join();
        }
        assertThat(seen).isNotEmpty().containsOnly(0L);
    }

    @Test
    void aDictionaryThatCannotBeCommittedIsNotUsedAndEndsTheWriting() {
        AtomicBoolean fatal = new AtomicBoolean();
        try (RunningRecord record = RunningRecord.startOnOneThread(directory, failure -> fatal.set(true))) {
            record.append(10);
            database().execute("INSERT INTO dictionary_copy VALUES (1, 0, zeroblob(32), x'')"); // in its way
            record.append(shop.bodies(DictionaryKeeper.FIRST));

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            record.append(shop.bodies(1));
                        }
                    })
                    .isNotNull();
            assertThat(fatal).isTrue();
            assertThat(database().compressed()).isZero();
        }
    }

    @Test
    void whatIsRedactedIsGoneInItsCompressedFormToo() throws Exception {
        List<NewEvent> all = CompressedRecord.fill(directory, shop);
        int seq = all.size() - 5;
        byte[] stored = database().stored(seq);
        assertThat(stored[0]).isEqualTo((byte) 1);
        assertThat(RawFiles.with(stored, directory)).isNotEmpty();

        try (RunningRecord record = RunningRecord.start(directory)) {
            record.bus()
                    .request(StoreMessages.REDACT, new Redact(List.of((long) seq), "why", "admin", null, List.of()))
                    .await(30, TimeUnit.SECONDS);

            StoredEvent event = record.events().get(seq);
            assertThat(event.hasContent()).isFalse();
            assertThat(requireNonNull(event.redaction()).reason()).isEqualTo("why");
            assertThat(RawFiles.with(stored, directory)).isEmpty();
        }
        assertThat(RawFiles.with(stored, directory)).isEmpty();
        Verified.assertIntact(directory);
    }

    @Test
    void aForgedBodyIsDamageAndNothingElse() {
        List<NewEvent> all = CompressedRecord.fill(directory, shop);
        byte[] bomb = frame(new byte[(16 << 20) + 1]);
        byte[] other = database().stored(all.size() - 1);
        List<byte[]> forged = List.of(
                new byte[] {1},
                new byte[] {1, 2, 3},
                new byte[] {9, 0, 0, 0, 0},
                bomb,
                new byte[] {1, (byte) 0xe0, -1, -1, -1, -1, -1, -1, -1, 127, 1, 0, 0},
                other);
        for (int i = 0; i < forged.size(); i++) {
            database().put(100 + i, forged.get(i));
        }

        List<StoredEvent> read;
        try (RunningRecord record = RunningRecord.start(directory)) {
            read = record.events();
            record.append(shop.bodies(3));
        }

        assertThat(read).hasSize(all.size());
        for (int i = 0; i < forged.size() - 1; i++) {
            assertThat(read.get(100 + i).hasContent()).isFalse();
            assertThat(read.get(100 + i).redaction()).isNull();
            assertThat(read.get(100 + i).damaged()).isTrue();
        }
        assertThat(read.get(106).text()).isEqualTo(all.get(106).text());
        Verdict verdict = Verified.check(directory);
        assertThat(verdict.intact()).isFalse();
        assertThat(verdict.findings().kept())
                .filteredOn(finding -> finding.part() == Part.EVENT)
                .extracting(finding -> finding.from())
                .containsExactlyElementsOf(
                        IntStream.range(100, 106).mapToObj(Long::valueOf).toList());
    }

    @Test
    void aResponseIsBoundedInWhatItBecomes() {
        CompressedRecord.fill(directory, shop);
        String large = "{\"zeros\":\"" + "0".repeat(400_000) + "\"}";
        try (RunningRecord record = RunningRecord.start(directory)) {
            long from = record.size();
            record.append(IntStream.range(0, 20)
                    .mapToObj(i -> Unchecked.event(large.getBytes(UTF_8)))
                    .toList());
            record.append(shop.bodies(1));
            assertThat(database().stored(from)).hasSizeLessThan(1_000);
        }
        try (RunningRecord record = RunningRecord.start(directory)) {
            long end = record.size();
            List<StoredEvent> page = record.bus()
                    .request(StoreMessages.PAGE, new Page(end - 21, end, false, 1_000))
                    .await()
                    .list();

            assertThat(page).hasSize(LogStore.RESPONSE_BYTES / 400_000 + 1);
            assertThat(page).allSatisfy(event -> assertThat(event.text()).isEqualTo(large));
            assertThat(record.events()).hasSize((int) end);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE dictionary SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB)",
                "UPDATE dictionary_copy SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB)",
                "UPDATE dictionary_copy SET digest = zeroblob(32)",
                "DELETE FROM dictionary"
            })
    void oneCopyOfADictionaryIsEnoughAndTheOtherIsMadeAnewFromIt(String damage) {
        List<NewEvent> all = CompressedRecord.fill(directory, shop);
        database().execute(damage);

        Verdict verdict = Verified.check(directory);
        assertThat(verdict.findings().kept()).singleElement().satisfies(finding -> {
            assertThat(finding.part()).isEqualTo(Part.LAYOUT);
            assertThat(finding.what()).contains("Dictionary 1", "in one of two places");
        });
        assertThat(texts(events())).isEqualTo(texts(all));
        Verified.assertIntact(directory);
    }

    @Test
    void aRecordWhoseDictionaryIsLostIsRefusedAndVerifySaysWhatIsLost() {
        List<NewEvent> all = CompressedRecord.fill(directory, shop);
        long compressed = database().compressed();
        database()
                .execute(
                        "UPDATE dictionary SET bytes = x'00'",
                        "UPDATE dictionary_copy SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB)");

        assertThatThrownBy(this::events)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("dictionaries that cannot be read: [1]")
                .hasMessageContaining("Nothing was changed.");
        Verdict verdict = Verified.check(directory);
        assertThat(verdict.findings().kept())
                .filteredOn(finding -> finding.part() == Part.LAYOUT)
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("Dictionary 1"));
        assertThat(verdict.findings().total()).isEqualTo(compressed + 1);
        assertThat(all).hasSizeGreaterThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UPDATE dictionary_number SET last = 0", "DELETE FROM dictionary_number"})
    void aRecordWhoseDictionariesAreGoneIsRefused(String besides) {
        CompressedRecord.fill(directory, shop);
        database().execute("DELETE FROM dictionary", "DELETE FROM dictionary_copy");
        if (!besides.isEmpty()) {
            database().execute(besides);
        }

        assertThatThrownBy(this::events)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("dictionaries that cannot be read: [1]");
        assertThat(Verified.check(directory).findings().kept())
                .extracting(Finding::what)
                .anySatisfy(what -> assertThat(what).contains("Dictionary 1", "is damaged or missing"));
    }

    @Test
    void aBodyThatNamesADictionaryThatNobodyMadeIsDamagedAndNotRedacted() {
        CompressedRecord.fill(directory, shop);
        byte[] stored = database().stored(2_100);
        stored[0] = 9;
        database().put(2_100, stored);

        try (RunningRecord record = RunningRecord.start(directory)) {
            assertThatThrownBy(() -> record.bus()
                            .request(StoreMessages.GET, new Get(List.of(2_100L)))
                            .await())
                    .hasMessageContaining("not the one that the log committed to");
        }
    }

    @Test
    void positionsToLearnFromAreAllDifferent() {
        for (long size : new long[] {2_000, 2_001, 7_999, 8_001, 50_000, 3_000_000_000L}) {
            List<Long> positions = DictionaryKeeper.positions(size);

            assertThat(positions).doesNotHaveDuplicates().hasSizeBetween(2_000, 2_001);
            assertThat(positions).allSatisfy(position -> assertThat(position).isBetween(0L, size - 1));
        }
    }

    private List<NewEvent> events() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            return record.events().stream()
                    .map(event -> Unchecked.event(event.body()))
                    .toList();
        }
    }

    private CompressedRecord database() {
        return new CompressedRecord(directory.resolve("events.db"));
    }

    private static byte[] frame(byte[] content) {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            byte[] frame = context.setMagicless(true).compress(content);
            byte[] stored = new byte[frame.length + 1];
            stored[0] = 1;
            System.arraycopy(frame, 0, stored, 1, frame.length);
            return stored;
        }
    }

    private static void assertSame(List<StoredEvent> events, List<NewEvent> bodies) {
        assertThat(events.stream().map(StoredEvent::text).toList()).isEqualTo(texts(bodies));
    }

    private static List<String> texts(List<NewEvent> bodies) {
        return bodies.stream().map(NewEvent::text).toList();
    }
}
