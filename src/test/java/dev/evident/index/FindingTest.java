package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What beginnings, existence, ranges and text find at the edges. */
class FindingTest {
    private LuceneIndex index;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void theLongestBeginningFindsValuesOfEveryLength() throws IOException {
        String start = "x".repeat(200);
        String wide = "値".repeat(66);
        for (int length = 195; length < 265; length++) {
            given("{\"a\":\"" + "x".repeat(length) + "\"}");
        }
        given("{\"a\":\"" + start + "y".repeat(30_000) + "\"}", "{\"a\":\"" + "値".repeat(9_000) + "\"}");

        assertThat(found("a=" + start + "*")).hasSize(66).startsWith(70L, 69L).endsWith(5L);
        assertThat(found("a=" + wide + "*")).containsExactly(71L);
        assertThat(found("a=" + wide + "x*")).isEmpty();
    }

    @Test
    void aBeginningOfStringsIsNoneOfNumbers() throws IOException {
        given("{\"a\":100}", "{\"a\":\"100\"}", "{\"a\":true}", "{\"a\":\"true\"}", "{\"aa\":\"100\"}");

        assertThat(found("a=1*")).containsExactly(1L);
        assertThat(found("a=t*")).containsExactly(3L);
    }

    @Test
    void aPlaceExistsWhereSomethingIsAtItOrBelow() throws IOException {
        given(
                "{\"a\":{\"b\":{\"c\":1}},\"ab\":2}",
                "{\"a\":{\"b\":[]}}",
                "{\"a\":[[{\"b\":null}]]}",
                "{\"a.b\":1}",
                "{\"variant_data\":{\"a\":{\"b\":\"\"},\"z\":1}}",
                "{\"x\":{\"y.z\":{\"w\":1},\"y\":2}}");

        assertThat(found("a=*")).containsExactly(4L, 2L, 0L);
        assertThat(found("a.b=*")).containsExactly(4L, 2L, 0L);
        assertThat(found("a.b.c=*")).containsExactly(0L);
        assertThat(found("a\\.b=*")).containsExactly(3L);
        assertThat(found("variant_data=*")).containsExactly(4L);
        assertThat(found("x.y\\.z=*&x.y=*&x=*")).containsExactly(5L);
        assertThat(found("x.y\\.z.w=*")).containsExactly(5L);
        assertThat(found("a!=*")).containsExactly(5L, 3L, 1L);
    }

    @Test
    void rangesKeepPathsAndKindsApart() throws IOException {
        String many =
                IntStream.range(0, 900).mapToObj(i -> "\"f" + i + "\":" + i).collect(Collectors.joining(","));
        given("{" + many + "}", "{\"f7\":\"8\"}", "{\"f7\":\"2026-11-23T00:00:00Z\"}", "{\"f8\":7}");

        assertThat(found("f7>=7&f7<=7")).containsExactly(0L);
        assertThat(found("f7>7")).isEmpty();
        assertThat(found("f899>898.5")).containsExactly(0L);
        assertThat(found("f7>0001-01-01T00:00:00Z")).containsExactly(2L);
        assertThat(found("f7>-1e400")).containsExactly(0L);
    }

    @Test
    void zeroHasNoSignAndInfinityIsReached() throws IOException {
        given("{\"n\":0}", "{\"n\":-0.0}", "{\"n\":1e999}", "{\"n\":-1e999}", "{\"n\":4.9e-324}");

        assertThat(found("n>=0")).containsExactly(4L, 2L, 1L, 0L);
        assertThat(found("n<=-0")).containsExactly(3L, 1L, 0L);
        assertThat(found("n>0")).containsExactly(4L, 2L);
        assertThat(found("n>1e308")).containsExactly(2L);
        assertThat(found("n<-0.0")).containsExactly(3L);
    }

    @Test
    void everyWordAndPlaceIsFoundBehindAnyNumberOfValues() throws IOException {
        String many =
                IntStream.range(0, 250_000).mapToObj(i -> "\"v" + i + "\"").collect(Collectors.joining(","));
        given("{\"a\":[" + many + "],\"last\":\"hidden treasure\"}");

        assertThat(found("a=v249999")).containsExactly(0L);
        assertThat(found("last=hidden treasure")).containsExactly(0L);
        assertThat(found("last=*")).containsExactly(0L);
        assertThat(found("last!=*")).isEmpty();
        assertThat(found("q=treasure")).containsExactly(0L);
        assertThat(found("q=v249999")).containsExactly(0L);
        assertThat(found("q=\"v249998 v249999\"")).isEmpty();
        assertThat(found("q=\"hidden treasure\"")).containsExactly(0L);
    }

    @Test
    void textIsInStringsAndNotInKeys() throws IOException {
        given("{\"refund\":\"x\",\"n\":77,\"b\":true}");

        assertThat(found("q=refund")).isEmpty();
        assertThat(found("q=77")).isEmpty();
        assertThat(found("q=true")).isEmpty();
        assertThat(found("q=x")).containsExactly(0L);
    }

    @Test
    void aPhraseStaysInOneString() throws IOException {
        given(
                "{\"a\":\"one two\",\"b\":\"three\"}",
                "{\"a\":[\"two\",\"three\"]}",
                "{\"a\":\"two\",\"x\":\"---\",\"b\":\"three\"}",
                "{\"a\":\"one, Two... THREE\"}");

        assertThat(found("q=\"two three\"")).containsExactly(3L);
        assertThat(found("q=two-three")).containsExactly(3L);
        assertThat(found("q=two three")).containsExactly(3L, 2L, 1L, 0L);
        assertThat(found("q=-\"two three\"")).containsExactly(2L, 1L, 0L);
    }

    private void given(String... bodies) throws IOException {
        for (String body : bodies) {
            index.add(List.of(TinyRecord.event(index.next(), body)));
        }
    }

    private List<Long> found(String query) throws IOException {
        return Questions.ask(index, Questions.search(query)).seqs();
    }
}
