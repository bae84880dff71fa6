package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.config.ConfigurationLoader;
import dev.evident.event.EventParser;
import dev.evident.event.Items;
import dev.evident.event.Problem;
import dev.evident.query.QueryParser;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows works, and what its tables say is what the code does. */
class DocumentationTest {
    private static final Path README = Path.of("README.md");
    private static final Path SENDERS = Path.of("docs", "intake", "README.md");
    private static final Path API = Path.of("docs/api.md");
    private static final Path OPERATIONS = Path.of("docs/operations.md");

    /** What is different in every run: ids, times and cursors. */
    private static final Pattern VARYING = Pattern.compile(
            "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9-]{10}T[0-9:]{8}\\.[0-9]{6}Z|(?<=cursor=)[\\w-]{34}");

    @Test
    void theCommandsOfTheReadmeDoWhatItSays() throws Exception {
        Installed.assume("curl");
        List<String> blocks = Markdown.blocks(README, "sh").stream()
                .filter(block -> block.startsWith("curl "))
                .toList();
        assertThat(blocks).hasSize(1);

        try (RunningService service = RunningService.start()) {
            String[] commands = blocks.get(0).split("\n\n", -1);

            assertThat(run(commands[0], service))
                    .startsWith("HTTP/1.1 201 Created")
                    .contains("\"seq\":0");
            assertThat(run(commands[1], service))
                    .startsWith("[{\"id\":")
                    .contains("\"seq\":0", "\"event_type\":\"user.login\",\"user_id\":\"alice\"");
        }
    }

    @Test
    void theExamplesOfThePageOnTheApiAreRealResponses() throws Exception {
        playExamples(API);
    }

    @Test
    void theExamplesOfThePageOnSendersAreRealResponses() throws Exception {
        playExamples(SENDERS);
    }

    @Test
    void theConfigurationInTheReadmeIsAccepted(@TempDir Path directory) throws Exception {
        String yaml = Markdown.blocks(README, "yaml").get(0);
        Path file = Files.writeString(directory.resolve("evident.yaml"), yaml);
        assertThat(ConfigurationLoader.load(Optional.of(file)).configuration().tokens())
                .hasSize(1);
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (Path page : Markdown.pages()) {
            for (String target : Markdown.links(page)) {
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                assertThat(file).as("%s links to %s", page, target).exists();
                if (parts.length == 2) {
                    assertThat(Markdown.anchors(file))
                            .as("%s links to %s", page, target)
                            .contains(parts[1]);
                }
            }
        }
    }

    @Test
    void thePageOnTheApiListsEveryProblem() throws IOException {
        List<String> kinds = Stream.of(Problem.Kind.values())
                .map(kind -> "`" + kind.slug() + "` | " + kind.status() + " | " + kind.title())
                .toList();

        assertThat(Markdown.rows(API, "slug").stream()
                        .map(row -> String.join(" | ", row))
                        .toList())
                .containsExactlyElementsOf(kinds);
    }

    @Test
    void thePageOnTheApiStatesTheLimitsOfTheCode() throws Exception {
        Map<String, Integer> limits = Map.ofEntries(
                Map.entry("events in a batch", EventParser.MAX_BATCH),
                Map.entry("characters of `event_type`", constant("event.EventCheck", "MAX_TYPE")),
                Map.entry("characters of `user_id`", constant("event.EventCheck", "MAX_TEXT")),
                Map.entry("bad events in a batch", Items.MAX_REJECTED),
                Map.entry("levels of nesting", EventParser.MAX_DEPTH),
                Map.entry("fields of an event", EventParser.MAX_FIELDS),
                Map.entry("characters of a number", EventParser.MAX_NUMBER),
                Map.entry("characters of a key", EventParser.MAX_NAME),
                Map.entry("events in a page", QueryParser.MAX_LIMIT),
                Map.entry("conditions in a query", QueryParser.MAX_CONDITIONS),
                Map.entry("characters of a path", constant("query.PathSyntax", "MAX_PATH")),
                Map.entry("bytes of the request line", constant("http.HeadScanner", "MAX_REQUEST_LINE_BYTES")),
                Map.entry("bytes of the request headers", constant("http.HeadScanner", "MAX_HEADER_BYTES")),
                Map.entry("headers of a request", constant("http.HeadScanner", "MAX_HEADERS")),
                Map.entry("seconds from the first byte of a request", constant("http.RequestDecoder", "HEAD_SECONDS")));

        Map<String, Integer> stated = new HashMap<>();
        for (List<String> row : Markdown.rows(API, "what")) {
            if (!row.get(1).contains("`")) { // those that are configuration are compared on their own page
                String name = limits.keySet().stream()
                        .filter(row.get(0)::startsWith)
                        .findFirst()
                        .orElse(row.get(0));
                stated.put(name, Integer.valueOf(row.get(1).replace(",", "")));
            }
        }

        assertThat(stated).containsExactlyInAnyOrderEntriesOf(limits);
    }

    @Test
    void thePageOnOperationsListsEveryMetricWithItsType() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        Markdown.rows(OPERATIONS, "metric").forEach(row -> listed.put(row.get(0).replace("`", ""), row.get(1)));

        Map<String, String> exposed = new TreeMap<>();
        try (RunningService service = RunningService.start()) {
            assertThat(service.client().get("/nothing").statusCode()).isEqualTo(404);
            Matcher type = Pattern.compile("# TYPE ((?:evident_|requests_|errors_|response_)\\S+) (\\S+)")
                    .matcher(service.metrics());
            while (type.find()) {
                exposed.put(type.group(1), type.group(2));
            }
        }
        exposed.keySet().removeIf(name -> name.endsWith("_max"));

        assertThat(listed).containsExactlyEntriesOf(exposed);
    }

    /** Runs the commands of a page in their order against a new service and compares the responses. */
    private static void playExamples(Path page) throws Exception {
        Installed.assume("curl");
        List<Markdown.Example> examples = Markdown.examples(page);
        assertThat(examples).isNotEmpty();
        Map<String, String> now = new HashMap<>();

        try (RunningService service = RunningService.start()) {
            for (Markdown.Example example : examples) {
                String command = replace(example.command(), written -> now.getOrDefault(written, written));

                String response = run(command, service);

                assertThat(comparable(response)).as(example.command()).isEqualTo(comparable(example.response()));
                List<String> written = varying(example.response());
                List<String> found = varying(response);
                for (int i = 0; i < written.size(); i++) {
                    now.put(written.get(i), found.get(i));
                }
            }
        }
    }

    /** Without what varies, and without white space, by which long lines are broken. */
    private static String comparable(String response) {
        return replace(response, varying -> "…").replaceAll("\\s+", "");
    }

    private static String replace(String text, UnaryOperator<String> replacement) {
        return VARYING.matcher(text).replaceAll(found -> Matcher.quoteReplacement(replacement.apply(found.group())));
    }

    private static List<String> varying(String text) {
        return VARYING.matcher(text).results().map(MatchResult::group).toList();
    }

    private static String run(String command, RunningService service) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", onPortOf(service, command))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String response = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).as(command).isZero();
        return response;
    }

    private static String onPortOf(RunningService service, String command) {
        return command.replace("localhost:8000", "localhost:" + service.api().getPort());
    }

    private static int constant(String type, String name) throws ReflectiveOperationException {
        Field field = Class.forName("dev.evident." + type).getDeclaredField(name);
        field.setAccessible(true);
        return field.getInt(null);
    }
}
