package dev.evident.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Client;
import dev.evident.Commands;
import dev.evident.Installed;
import dev.evident.Returned;
import dev.evident.RunningService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker of docs/verify.md, as an auditor copies it from the page, on proofs of the running service. */
class PythonCheckerTest {
    private static final String EVENT =
            "{\"event_type\":\"a\",\"user_id\":\"ü\",\"variant_data\":{\"amount\":1250.00,\"text\":\"\\u00e9 é\"}}";

    @TempDir
    private Path directory;

    private Path script;

    @BeforeEach
    void copyFromThePage() throws Exception {
        Installed.assume("python3");
        Matcher block =
                Pattern.compile("(?ms)^```python\n(.*?)^```").matcher(Files.readString(Path.of("docs", "verify.md")));
        assertThat(block.find()).isTrue();
        script = Files.writeString(directory.resolve("verify.py"), block.group(1));
    }

    @Test
    void itAcceptsAProofAndRejectsItAfterOneChangedByteInEachPart() throws Exception {
        try (RunningService service = RunningService.start()) {
            Returned event = written(service.client());
            String key = Auditor.key(service.client()).toString();
            JsonObject proof = new Auditor(service.client()).proven(event.id());

            assertThat(check(key, proof)).startsWith("PROVEN: event " + event.id());

            Map<String, JsonObject> touched = new LinkedHashMap<>();
            for (String part : proof.fieldNames()) {
                if (proof.getValue(part) instanceof String text) {
                    for (int at : places(text)) {
                        touched.put(part + " " + at, proof.copy().put(part, changed(text, at)));
                    }
                } else if (proof.getValue(part) instanceof Number number) {
                    touched.put(part, proof.copy().put(part, number.longValue() ^ 1));
                } else if (proof.getValue(part) instanceof JsonArray path) {
                    for (int line = 0; line < path.size(); line++) {
                        JsonArray other = path.copy();
                        other.set(line, changed(path.getString(line), 5));
                        touched.put("path " + line, proof.copy().put(part, other));
                        JsonArray shorter = path.copy();
                        shorter.remove(line);
                        touched.put("path without " + line, proof.copy().put(part, shorter));
                    }
                    touched.put(
                            "longer path", proof.copy().put(part, path.copy().add(path.getString(0))));
                }
            }
            assertThat(touched).hasSizeGreaterThan(30);
            for (Map.Entry<String, JsonObject> one : touched.entrySet()) {
                assertThat(check(key, one.getValue())).as(one.getKey()).startsWith("NOT PROVEN: ");
            }
            for (int at : places(key)) {
                assertThat(check(changed(key, at), proof)).as("key " + at).startsWith("NOT PROVEN: ");
            }
            service.restart(Map.of("log.origin", "other"));
            assertThat(check(Auditor.key(service.client()).toString(), proof)).startsWith("NOT PROVEN: ");
        }
    }

    @Test
    void itAcceptsATlogProofWithItsEventAndNoOther() throws Exception {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            Returned event = written(client);
            String key = Auditor.key(client).toString();
            String proof = Auditor.ok(client.get("/events/" + event.id() + "/proof", "text/plain"));
            String returned = Auditor.ok(client.get("/events/" + event.id()));

            assertThat(check(key, proof, returned)).startsWith("PROVEN: event " + event.id());

            for (int at = 0; at < proof.length(); at += 1 + proof.length() / 30) {
                assertThat(check(key, changed(proof, at), returned))
                        .as("proof %d", at)
                        .startsWith("NOT PROVEN: ");
            }
            for (int at = 0; at < returned.length(); at += 1 + returned.length() / 10) {
                assertThat(check(key, proof, changed(returned, at)))
                        .as("event %d", at)
                        .startsWith("NOT PROVEN: ");
            }
        }
    }

    @Test
    void itProvesTimeAndPlaceWhenTheContentIsNotShown() throws Exception {
        try (RunningService service = RunningService.start()) {
            Returned event = written(service.client());
            String key = Auditor.key(service.client()).toString();
            JsonObject proof = new Auditor(service.client("verifier_token")).proven(event.id());

            assertThat(check(key, proof)).startsWith("PROVEN: ").contains("its content was not shown");
            assertThat(check(key, proof.copy().put("content", changed(proof.getString("content"), 3))))
                    .startsWith("NOT PROVEN: ");
        }
    }

    /** Each {@code evident} command of the sections on backup and restore, with other paths, under load. */
    @Test
    void theCommandsOfThePageOnBackupsGiveALogThatItProves() throws Exception {
        String page = Files.readString(Path.of("docs", "operations.md"));
        String sections = page.substring(page.indexOf("\n## Backup\n"), page.indexOf("\n## Compressed bodies"));
        List<String> commands = Pattern.compile("(?m)^evident (backup|verify|restore) .*$")
                .matcher(sections)
                .results()
                .map(found -> found.group().replaceFirst(" +#.*", ""))
                .toList();
        assertThat(commands).hasSize(6);
        try (RunningService service = RunningService.start();
                RunningService again = RunningService.stopped(Map.of());
                RunningService second = RunningService.stopped(Map.of("log.origin", "log.example.org/second"))) {
            Files.createDirectories(directory.resolve("backup"));
            Returned event = written(service.client());
            String key = Auditor.key(service.client()).toString();
            new Auditor(service.client()).proven(event.id());
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 30; i++) {
                    written(service.client());
                }
            });
            for (String command : commands.subList(0, 2)) {
                run(service, command).requireStatus(0);
            }
            load.join();
            run(again, commands.get(2)).requireStatus(1); // nobody confirms it
            run(second, commands.get(3)).requireStatus(0);
            service.stop();
            run(service, commands.get(4)).requireStatus(0);
            run(again, commands.get(5) + " --nothing-newer-signed --reason moved")
                    .requireStatus(0);

            second.restart();
            String proof = Auditor.ok(second.client().get("/events/" + event.id() + "/proof?origin=localhost/evident"));
            assertThat(check(key, new JsonObject(proof))).startsWith("PROVEN: event " + event.id());
            again.restart();
            assertThat(check(key, new Auditor(again.client()).proven(event.id())))
                    .startsWith("PROVEN: ");
            second.stop();
            again.stop();
            Commands.run(second.configuration(), "verify").requireStatus(0);
            Commands.run(again.configuration(), "verify").requireStatus(0);
        }
    }

    private Commands.Printed run(RunningService service, String command) {
        String here = command.replace("/backup/", directory.resolve("backup") + "/")
                .replace("/safe/", directory + "/safe/")
                .replace("\"the disk died\"", "died");
        return Commands.run(
                service.configuration(), here.substring("evident ".length()).split(" +"));
    }

    private static Returned written(Client client) {
        client.post("/events", Client.NDJSON, (EVENT + "\n").repeat(5));
        Returned event = Returned.of(client.post(EVENT).body());
        client.post("/events", Client.NDJSON, (EVENT + "\n").repeat(5));
        return event;
    }

    /** Some of each text: both ends and a few between. */
    private static int[] places(String text) {
        int last = text.length() - 1;
        return new int[] {0, last / 3, last / 2, 2 * last / 3, last};
    }

    /** With another character of the same kind, which base64 and numbers allow too. */
    private static String changed(String text, int at) {
        char other = text.charAt(at) == '1' ? '2' : '1';
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private String check(String key, JsonObject proof) throws Exception {
        return run(key, Files.writeString(directory.resolve("proof.json"), proof.encode()));
    }

    private String check(String key, String proof, String event) throws Exception {
        return run(
                key,
                Files.writeString(directory.resolve("proof.tlog-proof"), proof),
                Files.writeString(directory.resolve("event.json"), event));
    }

    private String run(String key, Path... files) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("python3", script.toString(), key);
        for (Path file : files) {
            builder.command().add(file.toString());
        }
        Process python = builder.redirectErrorStream(true).start();
        String said = new String(python.getInputStream().readAllBytes(), UTF_8);
        assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).as(said).isEqualTo(said.startsWith("PROVEN") ? 0 : 1);
        return said;
    }
}
