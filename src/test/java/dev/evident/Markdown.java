package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** As much of Markdown as these pages use. */
final class Markdown {
    /**
     * A command of a page and the response that the page shows.
     *
     * @param command as it stands after the dollar sign, with its further lines
     */
    record Example(String command, String response) {}

    private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`]+)`(?!`)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset)=\"([^\"]+)\"");

    /** All pages of the repository. */
    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"));
                Stream<Path> vendor = Files.walk(Path.of("webroot"))) {
            return Stream.of(top, docs, vendor)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** The code blocks of a language. */
    static List<String> blocks(Path page, String language) throws IOException {
        return Pattern.compile("^```" + language + "\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** What the blocks of the language {@code console} show. */
    static List<Example> examples(Path page) throws IOException {
        return blocks(page, "console").stream()
                .flatMap(block -> Stream.of(block.split("(?m)^\\$ ", -1)).skip(1))
                .map(shown -> {
                    int response = shown.indexOf("\nHTTP/1.1 ");
                    return new Example(shown.substring(0, response), shown.substring(response + 1));
                })
                .toList();
    }

    /** The cells of the table whose first column has this head. */
    static List<List<String>> rows(Path page, String head) throws IOException {
        List<String> lines = Files.readAllLines(page).stream()
                .dropWhile(line -> !line.startsWith("| " + head + " |"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(lines).as("table %s of %s", head, page).hasSizeGreaterThan(2);
        return lines.stream()
                .skip(2)
                .map(line -> Stream.of(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .map(cells -> cells.subList(0, cells.size() - 1))
                .toList();
    }

    /** Where a page leads to within the repository. */
    static List<String> links(Path page) throws IOException {
        return LINK.matcher(withoutCode(page))
                .results()
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*"))
                .toList();
    }

    /** The names by which links reach the headings of a page. */
    static List<String> anchors(Path page) throws IOException {
        return withoutCode(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** What stands between backticks in the text. */
    static List<String> spans(Path page) throws IOException {
        return SPAN.matcher(withoutCode(page))
                .results()
                .map(span -> span.group(1).replace('\n', ' '))
                .toList();
    }

    private static String withoutCode(Path page) throws IOException {
        return Files.readString(page).replaceAll("(?ms)^```.*?^```", "");
    }
}
