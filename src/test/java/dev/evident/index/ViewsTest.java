package dev.evident.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.event.RedactionEvent;
import dev.evident.event.StoredEvent;
import dev.evident.query.SeqRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What searches see of an index while events come in, and when it gets into files. */
class ViewsTest {
    private static final int KINDS = 5;
    private static final int EVENTS = 12_000;
    private static final int PAGES_PER_SEARCH = 4;
    private static final int PAGES_AHEAD = 3;
    private static final int COMMITS = 20;
    private static final Search THIRD =
            Questions.search(List.of(Questions.any("kind", "3")), List.of(), SeqRange.ALL, EVENTS);

    @TempDir
    private Path directory;

    private final Random random = new Random(17);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicLong searchable = new AtomicLong();
    private LuceneIndex index;

    @BeforeEach
    void create() throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
    }

    @AfterEach
    void close() throws IOException {
        threads.shutdownNow();
        index.close();
    }

    @Test
    void anEventIsFoundBeforeAFileHasIt() throws IOException {
        long before = index.bytes();
        for (int i = 0; i < 40; i++) {
            add(1);
            assertThat(Questions.ask(index, THIRD).seqs()).isEqualTo(thirds(i + 1));
        }
        assertThat(index.bytes()).as("bytes in files").isEqualTo(before);
        assertThat(index.isRefreshDue()).isTrue();

        index.refresh();

        assertThat(index.bytes()).isGreaterThan(before);
        assertThat(index.isRefreshDue()).isFalse();
        assertThat(Questions.ask(index, THIRD).seqs()).isEqualTo(thirds(40));
    }

    @Test
    void nothingIsWrittenForNobody() throws IOException {
        add(Newest.MAX_EVENTS);

        assertThat(index.isRefreshDue()).isFalse();
    }

    @Test
    void moreThanMemoryHoldsIsFoundInFiles() throws IOException {
        add(7);
        assertThat(Questions.ask(index, THIRD).seqs()).isEqualTo(thirds(7));
        long before = index.bytes();

        add(2 * Newest.MAX_EVENTS);

        assertThat(Questions.ask(index, THIRD).seqs()).isEqualTo(thirds(7 + 2 * Newest.MAX_EVENTS));
        assertThat(index.bytes()).isGreaterThan(before);
    }

    @Test
    void segmentsInMemoryAreBounded() throws IOException {
        for (int i = 0; i < 200; i++) {
            add(1);
            int segments = index.look(
                    index.next(), snapshot -> snapshot.getLeafContexts().size());
            assertThat(segments).isLessThan(100);
        }
        assertThat(Questions.ask(index, THIRD).seqs()).isEqualTo(thirds(200));
    }

    @Test
    void whatIsRedactedIsNotFoundInMemory() throws IOException {
        add(20);
        assertThat(Questions.ask(index, THIRD).seqs()).containsExactly(18L, 13L, 8L, 3L);

        index.add(List.of(redaction(index.next(), List.of(8L, 13L))));

        assertThat(Questions.ask(index, THIRD).seqs()).containsExactly(18L, 3L);
        index.add(List.of(TinyRecord.event(21, "{\"kind\":3}")));
        assertThat(Questions.ask(index, THIRD).seqs()).containsExactly(21L, 18L, 3L);
    }

    @Test
    void whatIsOfferedIsFoundWhileItIsStillToBeAdded() throws IOException {
        add(7);
        List<StoredEvent> one = page(7, 6);
        List<StoredEvent> other = page(13, 6);
        assertThat(index.offer(one)).isEqualTo(13);
        assertThat(ask(13)).isEqualTo(thirds(13));
        assertThat(index.offer(other)).isEqualTo(19);
        assertThat(ask(19)).isEqualTo(thirds(19));

        index.refresh();
        assertThat(ask(19)).as("the files end before it").isEqualTo(thirds(19));
        index.add(one);
        index.refresh();
        assertThat(ask(19)).as("the files have a part of it").isEqualTo(thirds(19));
        index.add(other);
        index.refresh();
        assertThat(ask(19)).isEqualTo(thirds(19));
        assertThat(index.look(19, Snapshot::size)).isEqualTo(19);
    }

    @Test
    void aRedactionThatIsOfferedIsNotSeenBeforeItIsAdded() throws IOException {
        add(20);
        List<StoredEvent> page = List.of(redaction(20, List.of(8L)), TinyRecord.event(21, "{\"kind\":3}"));

        assertThat(index.offer(page)).isEqualTo(20);
        assertThat(ask(20)).containsExactly(18L, 13L, 8L, 3L);

        index.add(page);
        assertThat(ask(22)).containsExactly(21L, 18L, 13L, 3L);
    }

    /** While one thread offers, adds and redacts and another has files written all the time, at whatever moment. */
    @Test
    void everySearchSeesWhatWasAddedAndNothingRedactedBeforeIt() throws Exception {
        long[] never = new long[EVENTS];
        Arrays.fill(never, Long.MAX_VALUE);
        AtomicLongArray redactedBy = new AtomicLongArray(never);
        Semaphore pages = new Semaphore(0);
        Future<?> adding = threads.submit(filling(redactedBy, pages));
        Future<?> refreshing = threads.submit(() -> {
            while (!adding.isDone()) {
                index.refresh();
            }
            return null;
        });
        for (long last = 0; last < EVENTS; ) {
            pages.release(PAGES_PER_SEARCH);
            long target = searchable.get();
            List<Long> found =
                    Questions.ask(index, THIRD, target, Questions.SETS).seqs(); // once: the next one sees more
            last = index.next();

            Set<Long> missed = new HashSet<>();
            Set<Long> wrong = new HashSet<>(found);
            for (long seq = 3; seq < Math.max(target, found.isEmpty() ? 0 : found.get(0) + 1); seq += KINDS) {
                long by = redactedBy.get((int) seq);
                if (by >= target) {
                    wrong.remove(seq);
                }
                if (by > last) { // the marks come before the event
                    missed.add(seq);
                }
            }
            found.forEach(missed::remove);
            assertThat(missed).as("missed from %s to %s", target, last).isEmpty();
            assertThat(wrong).as("redacted before %s", target).isEmpty();
            assertThat(found).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
        }
        adding.get();
        refreshing.get();
    }

    @Test
    void aCommitHoldsWhatItSaysWhileEventsAreAdded() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Future<?> adding = threads.submit(() -> {
            while (!enough.get()) {
                add(2);
            }
            return null;
        });
        long committed = 0;
        for (int i = 0; i < COMMITS; i++) {
            long before = index.next();
            committed = index.commit();
            assertThat(committed).isGreaterThanOrEqualTo(before);
            try (DirectoryReader onDisk = DirectoryReader.open(FSDirectory.open(directory))) {
                assertThat(onDisk.maxDoc()).isEqualTo(committed);
            }
        }
        long last = committed;
        Await.until("adding has gone on", () -> index.next() > last);
        enough.set(true);
        adding.get();
        index.close();
        index = LuceneIndex.open(FSDirectory.open(directory));
        assertThat(index.next()).isEqualTo(last);
    }

    private Callable<Void> filling(AtomicLongArray redactedBy, Semaphore pages) {
        return () -> {
            Queue<List<StoredEvent>> ahead = new ArrayDeque<>();
            int made = 0;
            while (index.next() < EVENTS) {
                pages.acquire();
                while (ahead.size() < PAGES_AHEAD && made < EVENTS) {
                    List<StoredEvent> page = page(made, redactedBy);
                    made += page.size();
                    ahead.add(page);
                    searchable.accumulateAndGet(index.offer(page), Math::max);
                }
                index.add(ahead.remove());
                searchable.accumulateAndGet(index.next(), Math::max);
            }
            return null;
        };
    }

    private List<StoredEvent> page(int first, AtomicLongArray redactedBy) {
        if (first > 100 && first % KINDS != 3 && random.nextInt(10) == 0) {
            int redacted = random.nextInt(first);
            redactedBy.accumulateAndGet(redacted, first, Math::min);
            return List.of(redaction(first, List.of((long) redacted)));
        }
        return page(first, Math.min(EVENTS - first, 1 + random.nextInt(30)));
    }

    private void add(int count) throws IOException {
        index.add(page(index.next(), count));
    }

    private static List<StoredEvent> page(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(seq -> TinyRecord.event(seq, "{\"event_type\":\"t\",\"kind\":" + seq % KINDS + "}"))
                .toList();
    }

    private static StoredEvent redaction(long seq, List<Long> seqs) {
        return TinyRecord.event(
                seq,
                new String(
                        RedactionEvent.body(
                                        "a",
                                        null,
                                        "r",
                                        seqs.stream()
                                                .map(target -> new RedactionEvent.Target(target, null))
                                                .toList(),
                                        List.of())
                                .body(),
                        UTF_8));
    }

    private List<Long> ask(long target) throws IOException {
        return Questions.ask(index, THIRD, target).seqs();
    }

    /** The newest first. */
    private static List<Long> thirds(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> (long) size - 1 - i)
                .filter(seq -> seq % KINDS == 3)
                .toList();
    }
}
