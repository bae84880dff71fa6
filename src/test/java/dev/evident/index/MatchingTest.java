package dev.evident.index;

import static dev.evident.index.Questions.any;
import static dev.evident.index.Questions.exact;
import static dev.evident.index.Questions.none;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.event.Problem.ProblemException;
import dev.evident.query.FieldFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which events a field filter finds. */
class MatchingTest {
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
    void exactStringsAtAnyPlaceAreFound() throws IOException {
        given(
                "{\"event_type\":\"login\",\"user_id\":\"alice\",\"variant_data\":{\"resource\":{\"id\":\"r-1\"}}}",
                "{\"event_type\":\"logout\",\"user_id\":\"alice\",\"variant_data\":{\"tags\":[\"a\",\"b\"]}}",
                "{\"event_type\":\"login\",\"user_id\":\"bob\",\"variant_data\":{\"items\":[{\"sku\":\"x\"},{\"sku\":\"y\"}]}}");

        assertThat(found("event_type", "login")).containsExactly(2L, 0L);
        assertThat(found("user_id", "alice")).containsExactly(1L, 0L);
        assertThat(found("user_id", "alic")).isEmpty();
        assertThat(found("user_id", "Alice")).isEmpty();
        assertThat(found("variant_data.resource.id", "r-1")).containsExactly(0L);
        assertThat(found("resource.id", "r-1")).isEmpty();
        assertThat(found("variant_data.tags", "b")).containsExactly(1L);
        assertThat(found("variant_data.items.sku", "y")).containsExactly(2L);
    }

    @Test
    void numbersAreFoundByValue() throws IOException {
        given("{\"n\":100}", "{\"n\":100.0}", "{\"n\":1e2}", "{\"n\":\"100\"}", "{\"n\":\"1e2\"}", "{\"n\":101}");

        assertThat(found("n", "100")).containsExactly(3L, 2L, 1L, 0L);
        assertThat(found("n", "1e2")).containsExactly(4L, 2L, 1L, 0L);
        assertThat(found("n", "0100")).isEmpty();
    }

    @Test
    void numbersBeyondDoubleAreKeptApart() throws IOException {
        given(
                "{\"n\":9007199254740993}",
                "{\"n\":9007199254740992}",
                "{\"n\":1e400}",
                "{\"n\":1e999999999}",
                "{\"n\":-0}");

        assertThat(found("n", "9007199254740993")).containsExactly(0L);
        assertThat(found("n", "9007199254740992.0")).containsExactly(1L);
        assertThat(found("n", "10e399")).containsExactly(2L);
        assertThat(found("n", "1e401")).isEmpty();
        assertThat(found("n", "10e999999998")).containsExactly(3L);
        assertThat(found("n", "0")).containsExactly(4L);
    }

    @Test
    void literalsAreFoundByTheirNames() throws IOException {
        given("{\"x\":true}", "{\"x\":false}", "{\"x\":null}", "{\"x\":\"true\"}", "{\"x\":{}}");

        assertThat(found("x", "true")).containsExactly(3L, 0L);
        assertThat(found("x", "false")).containsExactly(1L);
        assertThat(found("x", "null")).containsExactly(2L);
        assertThat(found("x", "")).isEmpty();
    }

    @Test
    void theEmptyStringIsAValue() throws IOException {
        given("{\"x\":\"\"}", "{\"x\":\" \"}");

        assertThat(found("x", "")).containsExactly(0L);
    }

    @Test
    void longValuesAreFoundByTheirWholeText() throws IOException {
        String same = "long ".repeat(2_000);
        String wide = "値".repeat(300);
        given(
                "{\"x\":\"" + same + "\"}",
                "{\"x\":\"" + same + "!\"}",
                "{\"x\":\"" + wide + "\"}",
                "{\"x\":" + "9".repeat(400) + "}",
                "{\"x\":" + "9".repeat(399) + "8}",
                "{\"x\":\"" + "a".repeat(256) + "\"}");

        assertThat(found("x", same)).containsExactly(0L);
        assertThat(found("x", same + "!")).containsExactly(1L);
        assertThat(found("x", same + "?")).isEmpty();
        assertThat(found("x", wide)).containsExactly(2L);
        assertThat(found("x", wide.substring(1))).isEmpty();
        assertThat(found("x", "9".repeat(400))).containsExactly(3L);
        assertThat(found("x", "9".repeat(399) + "8.0")).containsExactly(4L);
        assertThat(found("x", "a".repeat(256))).containsExactly(5L);
    }

    @Test
    void longPathsAreFoundByTheWholePath() throws IOException {
        String key = "k".repeat(3_990);
        given("{\"" + key + "\":1}", "{\"" + key + "x\":1}", "{\"a\":{\"" + key + "\":1}}");

        assertThat(found(key, "1")).containsExactly(0L);
        assertThat(found(key + "x", "1")).containsExactly(1L);
        assertThat(found("a." + key, "1")).containsExactly(2L);
        assertThat(found(key + "y", "1")).isEmpty();
    }

    @Test
    void keysWithDotsAreNotPaths() throws IOException {
        given("{\"a.b\":1}", "{\"a\":{\"b\":1}}");

        assertThat(found("a\\.b", "1")).containsExactly(0L);
        assertThat(found("a.b", "1")).containsExactly(1L);
    }

    @Test
    void placesInVariantDataAreNotTakenForOthers() throws IOException {
        given("{\"variant_data\":{\"a\":1,\"\":2}}", "{\"a\":1}", "{\"variant_data\":1}", "{\"variant_data.a\":1}");

        assertThat(found("variant_data.a", "1")).containsExactly(0L);
        assertThat(found("variant_data.", "2")).containsExactly(0L);
        assertThat(found("a", "1")).containsExactly(1L);
        assertThat(found("variant_data", "1")).containsExactly(2L);
        assertThat(found("variant_data\\.a", "1")).containsExactly(3L);
    }

    @Test
    void severalValuesOrPathsAreAlternatives() throws IOException {
        given("{\"x\":\"a\"}", "{\"x\":\"b\"}", "{\"v\":{\"x\":\"a\"}}", "{\"x\":\"c\"}");

        assertThat(found(any("x", "a", "b"))).containsExactly(1L, 0L);
        assertThat(found(new FieldFilter(List.of("x", "v.x"), false, exact("a"))))
                .containsExactly(2L, 0L);
        assertThat(found(any("x", numbers(40)))).isEmpty();
        assertThat(found(new FieldFilter(List.of("x", "v.x"), false, exact(with(numbers(40), "a", "c")))))
                .containsExactly(3L, 2L, 0L);
    }

    @Test
    void aNegatedFilterMatchesEventsWithoutTheField() throws IOException {
        given("{\"x\":\"a\"}", "{\"x\":\"b\"}", "{\"y\":1}", "{\"x\":[\"a\",\"b\"]}");

        assertThat(found(none("x", "a"))).containsExactly(2L, 1L);
        assertThat(found(none("x", "a", "b"))).containsExactly(2L);
        assertThat(found(none("x", "a"), any("x", "b"))).containsExactly(1L);
    }

    @Test
    void everyValueIsFoundBehindAnyNumberOfOthers() throws IOException {
        String many =
                IntStream.range(0, 3_000).mapToObj(i -> "\"f" + i + "\":" + i).collect(Collectors.joining(","));
        given("{\"variant_data\":{" + many + "},\"last\":1,\"event_type\":\"t\",\"user_id\":\"u\"}");

        assertThat(found("variant_data.f999", "999")).containsExactly(0L);
        assertThat(found("variant_data.f2999", "2999")).containsExactly(0L);
        assertThat(found("last", "1")).containsExactly(0L);
        assertThat(found(none("last", "1"))).isEmpty();
        assertThat(found("event_type", "t")).containsExactly(0L);
        assertThat(found("user_id", "u")).containsExactly(0L);
    }

    @Test
    void anEventWithoutReadableBodyKeepsItsPosition() throws IOException {
        given("{\"x\":1}", "", "{\"x\":1,\"y\"", "{\"x\":1}");

        assertThat(found("x", "1")).containsExactly(3L, 2L, 0L);
        assertThat(found()).containsExactly(3L, 2L, 1L, 0L);
    }

    @Test
    void tooManyFiltersAreRefusedByName() {
        FieldFilter[] filters =
                Arrays.stream(numbers(2_000)).map(n -> any("f" + n, "1")).toArray(FieldFilter[]::new);

        assertThatThrownBy(() -> found(filters))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("too many filters");
    }

    private void given(String... bodies) throws IOException {
        for (String body : bodies) {
            index.add(List.of(TinyRecord.event(index.next(), body)));
        }
    }

    private List<Long> found(String path, String value) throws IOException {
        return found(any(path, value));
    }

    private List<Long> found(FieldFilter... filters) throws IOException {
        return Questions.ask(index, Questions.search(filters)).seqs();
    }

    private static String[] numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
