package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.BundleCheck;
import dev.evident.verify.BundleCheck.Checked;
import dev.evident.verify.Findings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /events} with {@code Accept: application/zip}. */
class BundleTest {
    private static final int EVENTS = 2_300;

    @SuppressWarnings("NullAway.Init")
    static RunningService service;

    @SuppressWarnings("NullAway.Init")
    static VerifierKey key;

    @BeforeAll
    static void startWithEvents() {
        service = RunningService.start();
        String lines = IntStream.range(0, EVENTS)
                .mapToObj(n -> "{\"event_type\":\"t" + n % 3 + "\",\"user_id\":\"u" + n % 7
                        + "\",\"variant_data\":{\"n\":" + n + ",\"text\":\"ü €\"}}")
                .collect(Collectors.joining("\n"));
        assertThat(service.client().post("/events", Client.NDJSON, lines).statusCode())
                .isEqualTo(201);
        key = VerifierKey.parse(service.client().get("/log/key").body().strip());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everythingIsProven() throws Exception {
        Checked checked = check(fetch("/events?order=asc"));

        assertThat(checked.verdict().findings().kept()).isEmpty();
        assertThat(checked.verdict().unchecked()).isEmpty();
        assertThat(checked.events()).isGreaterThanOrEqualTo(EVENTS);
        assertThat(checked.verdict().head().size()).isGreaterThanOrEqualTo(checked.events());
    }

    @Test
    void aFilterChoosesAndTheNewestComesFirst() throws Exception {
        byte[] zip = fetch("/events?user_id=u3&n%3E=1000");

        assertThat(check(zip).verdict().findings().kept()).isEmpty();
        assertThat(check(zip).events())
                .isEqualTo(
                        IntStream.range(1_000, EVENTS).filter(n -> n % 7 == 3).count());
        Map<String, byte[]> files = unzip(zip);
        assertThat(new String(file(files, "manifest.json"), UTF_8))
                .contains("user_id=u3&n%3E=1000", "\"complete\" : true");
        assertThat(new String(file(files, "events/00000001.ndjson"), UTF_8)).contains("\"text\":\"ü €\"");
    }

    @Test
    void nothingIsProvenByAnEmptyBundleButItIsComplete() throws Exception {
        Checked checked = check(fetch("/events?user_id=nobody"));

        assertThat(checked.verdict().findings().kept()).isEmpty();
        assertThat(checked.events()).isZero();
    }

    @Test
    void everyChangeIsFound() throws Exception {
        Map<String, byte[]> files = unzip(fetch("/events?user_id=u1"));
        for (String name :
                List.of("checkpoint.txt", "events/00000001.ndjson", "proofs/00000001.ndjson", "manifest.json")) {
            Map<String, byte[]> changed = new LinkedHashMap<>(files);
            byte[] content = file(files, name).clone();
            int at = name.equals("manifest.json") ? new String(content, UTF_8).indexOf("\"events\" : ") + 11 : 30;
            content[at] ^= 1;
            changed.put(name, content);
            assertThat(check(zip(changed)).verdict().intact()).as(name).isFalse();

            changed.remove(name);
            assertThat(check(zip(changed)).verdict().intact())
                    .as("without " + name)
                    .isFalse();
        }
        assertThat(check(zip(files)).verdict().intact()).isTrue();
    }

    @Test
    void aBundleThatWasCutOffIsNotComplete() throws Exception {
        byte[] zip = fetch("/events");

        for (int length : List.of(0, 100, zip.length / 2, zip.length * 9 / 10)) {
            assertThat(check(Arrays.copyOf(zip, length)).verdict().intact())
                    .as("%s bytes", length)
                    .isFalse();
        }
    }

    @Test
    void anotherLogsKeyIsNotEnough() throws Exception {
        VerifierKey other = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

        Checked checked = new BundleCheck(List.of(other)).run(new ByteArrayInputStream(fetch("/events?n=1")), n -> {});

        assertThat(checked.verdict().intact()).isFalse();
    }

    @Test
    void theReadmesWayToCheckByHandWorks(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        unpack(fetch("/events?order=asc"), directory);

        assertThat(sh(directory, "00000001", 1)).isZero();
        Path events = directory.resolve("events/00000003.ndjson");
        int line = Files.readString(events).split("\"n\":2254,", -1)[0].split("\n", -1).length;
        assertThat(sh(directory, "00000003", line)).isZero();
        Files.writeString(events, Files.readString(events).replace("\"n\":2254,", "\"n\":2255,"));
        assertThat(sh(directory, "00000003", line)).isEqualTo(1);
    }

    @Test
    void aRedactedEventIsProvenWithoutItsBodyByHandToo(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        Returned event = Returned.of(service.client()
                .post("{\"event_type\":\"gone\",\"user_id\":\"quetzal\",\"variant_data\":{}}")
                .body());
        service.client("admin_token")
                .post(
                        "/events/" + event.id() + "/redact",
                        Client.JSON,
                        "{\"reason\":\"\\\"seq\\\":1, \\\"content\\\":2\"}");
        byte[] zip = fetch("/events?order=asc&seq=" + event.seq());
        unpack(zip, directory);

        Path proofs = directory.resolve("proofs/00000001.ndjson");
        assertThat(directory.resolve("events/00000001.ndjson")).hasContent("null\n");
        assertThat(Files.readString(proofs)).contains("\"redacted\":{\"by\":", "\"actor\":\"admin\"");
        assertThat(check(zip).verdict().intact()).isTrue();
        assertThat(sh(directory, "00000001", 1)).isZero();
        Files.writeString(proofs, Files.readString(proofs).replaceFirst("\"content\":\"....", "\"content\":\"AAAA"));
        assertThat(sh(directory, "00000001", 1)).isEqualTo(1);
    }

    @Test
    void aBodyInThePlaceOfARedactedOneIsRefused() throws Exception {
        Returned event = Returned.of(service.client()
                .post("{\"event_type\":\"gone\",\"user_id\":\"quetzal\",\"variant_data\":{}}")
                .body());
        service.client("admin_token").post("/events/" + event.id() + "/redact", Client.JSON, "{\"reason\":\"r\"}");
        Map<String, byte[]> files = unzip(fetch("/events?order=asc&seq=" + event.seq()));

        files.put("events/00000001.ndjson", "{\"event_type\":\"made up\"}\n".getBytes(UTF_8));

        assertThat(check(zip(files)).verdict().findings().firstSeq()).hasValue(event.seq());
    }

    @Test
    void whatIsWrongWithTheBundleAccusesNoEvent() throws Exception {
        Map<String, byte[]> files = unzip(fetch("/events?user_id=u1"));
        files.remove("manifest.json");

        Findings findings = check(zip(files)).verdict().findings();

        assertThat(findings.kept()).singleElement().asString().startsWith("bundle: The bundle is not complete");
        assertThat(findings.firstSeq()).isEmpty();
    }

    @Test
    void aTokenThatMayNotReadGetsNone() throws Exception {
        assertThat(response("/events", "writer_token").statusCode()).isEqualTo(403);
    }

    private static void unpack(byte[] zip, Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : unzip(zip).entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        String readme = Files.readString(directory.resolve("README.txt"));
        Files.writeString(
                directory.resolve("check.sh"), readme.substring(readme.indexOf("# begin"), readme.indexOf("# end")));
    }

    private static int sh(Path directory, String part, int line) throws Exception {
        return new ProcessBuilder("sh", "check.sh", part, String.valueOf(line))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start()
                .waitFor();
    }

    private static Checked check(byte[] zip) {
        return new BundleCheck(List.of(key)).run(new ByteArrayInputStream(zip), done -> {});
    }

    private static byte[] fetch(String target) throws Exception {
        HttpResponse<byte[]> response = response(target, "reader_token");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/zip");
        assertThat(response.headers().firstValue("Content-Disposition").orElseThrow())
                .endsWith(".zip\"");
        return response.body();
    }

    private static HttpResponse<byte[]> response(String target, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.api() + target))
                .header("Authorization", token)
                .header("Accept", "application/zip")
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    }

    private static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    private static byte[] file(Map<String, byte[]> files, String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
