package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program as a process of its own: {@code java -jar evident.jar}, in a directory that has nothing. */
class MainIT {
    private final List<Program> started = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @AfterEach
    void killWhatStillRuns() throws Exception {
        for (Program program : started) {
            program.kill();
        }
    }

    @Test
    void saysItsVersion() throws Exception {
        Program program = start(Map.of(), "--version");

        assertThat(program.exit()).isZero();
        assertThat(program.out()).hasSize(1);
        assertThat(program.out().get(0)).matches("evident [0-9]+\\.[0-9]+\\.[0-9]+.*");
    }

    @Test
    void explainsItsCommandLine() throws Exception {
        Program program = start(Map.of(), "--help");

        assertThat(program.exit()).isZero();
        assertThat(String.join("\n", program.out())).contains("Usage: evident", "--config", "serve");
    }

    @Test
    void refusesAnUnknownOption() throws Exception {
        Program program = start(Map.of(), "--confg", "x");

        assertThat(program.exit()).isEqualTo(2);
        assertThat(program.err()).first().asString().contains("--confg");
    }

    @Test
    void refusesAnUnknownKeyWithOneLine() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.yaml"), "api: { prot: 8000 }\n");

        Program program = start(Program.FREE_PORTS, "serve", "--config", file.toString());

        assertThat(program.exit()).isEqualTo(1);
        assertThat(program.err())
                .containsExactly("evident: api.prot: unknown key, did you mean api.port? (from " + file + ")");
        assertThat(program.out()).isEmpty();
    }

    @Test
    void refusesABadValueWithOneLine() throws Exception {
        Program program = start(Map.of("EVIDENT_API_PORT", "eighty"));

        assertThat(program.exit()).isEqualTo(1);
        assertThat(program.err())
                .containsExactly(
                        "evident: api.port: \"eighty\" is not a number from 0 to 65535 (from EVIDENT_API_PORT)");
        assertThat(program.out()).isEmpty();
    }

    @Test
    void namesThePortThatIsInUse() throws Exception {
        for (String section : List.of("api", "viewer", "metrics")) {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Map<String, String> environment = new HashMap<>(Program.FREE_PORTS);
                environment.put(
                        "EVIDENT_" + section.toUpperCase(Locale.ROOT) + "_PORT", String.valueOf(taken.getLocalPort()));

                Program program = start(environment);

                assertThat(program.exit()).as(section).isEqualTo(1);
                assertThat(program.err())
                        .containsExactly("evident: " + section + ".port " + taken.getLocalPort()
                                + " on 127.0.0.1 is already in use");
            }
        }
    }

    @Test
    void refusesADataDirectoryInUse() throws Exception {
        Program first = start(Program.FREE_PORTS);
        first.awaitBanner();

        Program second = start(Program.FREE_PORTS);

        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err())
                .singleElement()
                .asString()
                .startsWith("evident: ")
                .contains("data");
        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void servesFromADirectoryThatHasNothing() throws Exception {
        Program program = start(Program.FREE_PORTS);

        Program.Banner banner = program.awaitBanner();

        assertThat(banner.data())
                .isEqualTo(directory.toRealPath().resolve("data").toString());
        assertThat(banner.config()).isEqualTo("the built-in configuration");
        assertThat(get(banner.metrics()).statusCode()).isEqualTo(200);
        assertThat(get(banner.metrics()).body()).contains("jvm_memory_used_bytes");
        assertThat(get(banner.viewer() + "/").body()).contains("<html");
        assertThat(get(banner.api() + "/events").statusCode()).isEqualTo(401);
    }

    @Test
    void theCommandInTheBannerWorks() throws Exception {
        Program program = start(Program.FREE_PORTS);
        program.awaitBanner();
        String first = program.awaitLine("  curl ");
        String second = program.awaitLine("    -d ");

        Process curl = new ProcessBuilder("sh", "-c", first.strip() + "\n" + second.strip())
                .redirectErrorStream(true)
                .start();
        String response = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(response).contains("201 Created");
    }

    @Test
    void showsNoSecretThatIsNotTheDemoOne() throws Exception {
        Path file = Files.writeString(
                directory.resolve("own.yaml"),
                "tokens: [{ name: own, secret: a-secret-of-my-own-making, scopes: [read] }]\n");
        Program program = start(Program.FREE_PORTS, "--config", file.toString());

        program.awaitBanner();

        assertThat(program.awaitLine("  curl ")).contains("Bearer $TOKEN");
        assertThat(String.join("\n", program.out())).doesNotContain("a-secret-of-my-own-making", "secret_token");
    }

    @Test
    void endsWithZeroOnSigterm() throws Exception {
        Program program = start(Program.FREE_PORTS);
        program.awaitBanner();

        program.terminate();
        program.terminate();

        assertThat(program.exit()).isZero();
        assertThat(program.out()).last().asString().contains("Stopped");
        assertThat(program.err()).isEmpty();
    }

    @Test
    void startsAgainOnTheSameData() throws Exception {
        for (int run = 0; run < 2; run++) {
            Program program = start(Program.FREE_PORTS);
            program.awaitBanner();
            program.terminate();
            assertThat(program.exit()).isZero();
        }
    }

    @Test
    void logsOneJsonObjectALine() throws Exception {
        Map<String, String> environment = new HashMap<>(Program.FREE_PORTS);
        environment.put("EVIDENT_LOGGING_FORMAT", "json");
        environment.put("EVIDENT_LOGGING_LEVEL", "debug");
        Program program = start(environment);

        program.awaitLine("{", "Evident ", " serves: api http://127.0.0.1:");
        program.terminate();

        assertThat(program.exit()).isZero();
        assertThat(program.out()).isNotEmpty().allSatisfy(line -> {
            JsonObject json = new JsonObject(line);
            assertThat(json.fieldNames()).contains("time", "level", "logger", "thread", "message");
            assertThat(Instant.parse(json.getString("time"))).isNotNull();
            if (!json.getString("logger").startsWith("dev.evident")) {
                assertThat(json.getString("level")).isNotEqualTo("DEBUG");
            }
        });
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Program start(Map<String, String> environment, String... arguments) throws IOException {
        Program program = Program.start(directory, environment, arguments);
        started.add(program);
        return program;
    }
}
