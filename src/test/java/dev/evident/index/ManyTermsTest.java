package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.StoredEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events whose terms take a hundred times their own memory: many values below one long path. */
class ManyTermsTest {
    private static final String PATH = "k".repeat(240);
    private static final int VALUES = 140_000;

    @Test
    void aBlockOfThemIsWrittenPieceByPieceAndFoundWhole(@TempDir Path directory) throws IOException {
        List<StoredEvent> events =
                IntStream.range(0, 4).mapToObj(ManyTermsTest::event).toList();
        Block block = Block.of(events).orElseThrow();
        try (DirectoryReader reader = DirectoryReader.open(block.directory())) {
            assertThat(reader.leaves()).as("segments").hasSizeGreaterThan(1);
        }
        try (LuceneIndex index = LuceneIndex.create(FSDirectory.open(directory))) {
            index.add(block);

            for (int seq = 0; seq < events.size(); seq++) {
                assertThat(Questions.ask(index, Questions.search(PATH + "=" + ((seq + 1) * VALUES - 1)))
                                .seqs())
                        .containsExactly((long) seq);
            }
            assertThat(Questions.ask(index, Questions.search(PATH + "=*")).seqs())
                    .containsExactly(3L, 2L, 1L, 0L);
        }
    }

    private static StoredEvent event(int seq) {
        String values = IntStream.range(seq * VALUES, (seq + 1) * VALUES)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(","));
        return TinyRecord.event(
                seq, "{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{\"" + PATH + "\":[" + values + "]}}");
    }
}
