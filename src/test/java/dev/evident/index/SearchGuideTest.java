package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.event.Problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.store.FSDirectory;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example in docs/search.md is true. */
class SearchGuideTest {
    private LuceneIndex index;

    @BeforeEach
    void indexTheEvents(@TempDir Path directory) throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
        for (List<String> row : table("| seq | event |")) {
            index.add(List.of(TinyRecord.event(Long.parseLong(row.get(0)), code(row.get(1)))));
        }
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void theQueriesFindWhatTheyAreSaidToFind() throws IOException {
        List<List<String>> examples = table("| query | finds | because |");
        SoftAssertions all = new SoftAssertions();
        for (List<String> row : examples) {
            List<Long> expected = row.get(1).isEmpty()
                    ? List.of()
                    : Arrays.stream(row.get(1).split(" ")).map(Long::valueOf).toList();
            String query = code(row.get(0));
            all.assertThat(Questions.ask(index, Questions.search(query)).seqs())
                    .as(query)
                    .isEqualTo(expected);
        }
        all.assertAll();
        assertThat(examples).hasSizeGreaterThan(40);
    }

    @Test
    void theOthersAreRefusedByName() throws IOException {
        List<List<String>> examples = table("| query | names | because |");
        for (List<String> row : examples) {
            String query = code(row.get(0));
            ProblemException refused =
                    catchThrowableOfType(ProblemException.class, () -> Questions.ask(index, Questions.search(query)));
            assertThat(refused).as(query).isNotNull();
            assertThat(refused.problem().kind().status()).as(query).isEqualTo(400);
            assertThat(refused.problem().field()).as(query).isEqualTo(code(row.get(1)));
        }
        assertThat(examples).hasSizeGreaterThan(20);
    }

    /** The rows below a heading, cell by cell. */
    private static List<List<String>> table(String heading) throws IOException {
        return Files.readAllLines(Path.of("docs", "search.md")).stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static String code(String cell) {
        assertThat(cell).startsWith("`").endsWith("`");
        return cell.substring(1, cell.length() - 1);
    }
}
