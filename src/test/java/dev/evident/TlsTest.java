package dev.evident;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.config.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire is encrypted, on all listeners. */
class TlsTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}";

    /** A ClientHello of TLS 1.1, with AES-CBC suites. */
    private static final byte[] TLS_1_1 = HexFormat.of()
            .parseHex("160302002f0100002b0302" + "00".repeat(32) + "00" + "0004c00ac014" + "0100" + "0000");

    @TempDir
    private static Path directory;

    private static Certificate first;
    private static Certificate second;
    private static Certificate erp;
    private static Certificate stranger;

    @BeforeAll
    static void makeCertificates() {
        first = Certificate.make(directory.resolve("first"), "audit.example.org");
        second = Certificate.make(directory.resolve("second"), "audit.example.org");
        erp = Certificate.make(directory.resolve("erp"), "erp");
        stranger = Certificate.make(directory.resolve("stranger"), "erp");
    }

    @Test
    void allListenersSpeakTlsAndTheRawTokenGoesOnWorking() throws Exception {
        try (RunningService service = RunningService.start(settings(first))) {
            HttpClient client = Certificate.client(first.trusted());
            HttpResponse<String> stored = client.send(
                    HttpRequest.newBuilder(URI.create(service.api() + "/event"))
                            .header("Authorization", "secret_token")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(EVENT))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(stored.statusCode()).isEqualTo(201);
            assertThat(List.of(service.api(), service.viewer(), service.metricsUri()))
                    .allSatisfy(uri -> assertThat(uri.getScheme()).isEqualTo("https"));
            assertThat(Certificate.get(client, service.viewer(), "/", "").statusCode())
                    .isEqualTo(200);
            assertThat(Certificate.get(client, service.metricsUri(), "/health/ready", "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(stored.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void nothingOlderThanTls12AndNoPlaintextIsSpoken() throws Exception {
        try (RunningService service = RunningService.start(settings(first))) {
            for (URI listener : List.of(service.api(), service.viewer(), service.metricsUri())) {
                byte[] alert = Certificate.firstRecord(listener, TLS_1_1);
                assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
                assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
                byte[] plain = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                assertThat(new String(Certificate.firstRecord(listener, plain), StandardCharsets.ISO_8859_1))
                        .doesNotStartWith("HTTP");
            }
        }
    }

    @Test
    void browsersAreToldToComeByTlsOnlyUnlessTheyAreOnThisMachine() throws Exception {
        try (RunningService service = RunningService.start(settings(first))) {
            for (URI listener : List.of(service.api(), service.viewer(), service.metricsUri())) {
                assertThat(head(listener, "audit.example.org").toLowerCase(java.util.Locale.ROOT))
                        .contains("strict-transport-security: max-age=31536000");
                assertThat(head(listener, "localhost").toLowerCase(java.util.Locale.ROOT))
                        .doesNotContain("strict-transport-security");
            }
        }
    }

    @Test
    void aNewCertificateIsTakenUpUnderLoadWithoutAFailedRequest() throws Exception {
        Certificate served = new Certificate(directory.resolve("served.crt"), directory.resolve("served.key"));
        first.replace(served);
        Certificate both = new Certificate(directory.resolve("both.crt"), served.key());
        Files.write(both.cert(), Files.readAllBytes(first.cert()));
        Files.write(both.cert(), Files.readAllBytes(second.cert()), java.nio.file.StandardOpenOption.APPEND);
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger requests = new AtomicInteger();
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        try (RunningService service = RunningService.start(settings(served))) {
            SSLContext trusting = both.trusted();
            List<Thread> senders = new ArrayList<>();
            for (boolean keeps : new boolean[] {true, true, false, false}) {
                Thread sender = new Thread(() -> {
                    HttpClient kept = Certificate.client(trusting);
                    while (going.get()) {
                        try {
                            HttpClient client = keeps ? kept : Certificate.client(trusting);
                            int status = Certificate.get(client, service.api(), "/events?limit=1", "secret_token")
                                    .statusCode();
                            requests.incrementAndGet();
                            if (status != 200) {
                                failed.add("status " + status);
                            }
                        } catch (IOException | InterruptedException failure) {
                            failed.add(failure.toString());
                        }
                    }
                });
                senders.add(sender);
                sender.start();
            }
            try {
                Await.until("requests are served", () -> requests.get() > 20);
                second.replace(served);
                X509Certificate expected = certificate(second);
                for (URI listener : List.of(service.api(), service.viewer(), service.metricsUri())) {
                    Await.until("the new certificate is presented", () -> isPresented(listener, trusting, expected));
                }
                int before = requests.get();
                Await.until("requests are still served", () -> requests.get() > before + 20);
            } finally {
                going.set(false);
                for (Thread sender : senders) {
                    sender.join();
                }
            }
        }
        assertThat(failed).isEmpty();
    }

    @Test
    void aKeyThatIsNotOfTheCertificateIsRefusedAtTheStartAndIgnoredLater() throws Exception {
        Certificate mixed = new Certificate(directory.resolve("mixed.crt"), directory.resolve("mixed.key"));
        first.replace(mixed);
        try (RunningService service = RunningService.start(settings(mixed))) {
            Files.write(mixed.cert(), Files.readAllBytes(second.cert()));
            try (LoggedErrors errors = LoggedErrors.watch()) {
                Await.until("the refusal is logged", () -> errors.lines().stream()
                        .anyMatch(line -> line.contains("the private key is not that of the certificate")));
            }
            assertThat(isPresented(service.api(), first.trusted(), certificate(first)))
                    .isTrue();

            assertThatThrownBy(service::restart)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(
                            "TLS of api: the private key is not that of the certificate in " + mixed.cert());
        }
        assertThatThrownBy(() -> RunningService.start(Map.of("tls.cert", "none.crt", "tls.key", "none.key")))
                .hasMessage("TLS of api: there is no file none.crt");
    }

    @Test
    void pkcs12HoldsBoth() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        X509KeyManager keys = dev.evident.http.TlsFixtures.keys(first.cert(), first.key());
        String alias = keys.getServerAliases("EC", null)[0];
        char[] password = "correct horse".toCharArray();
        store.setKeyEntry("a", keys.getPrivateKey(alias), password, keys.getCertificateChain(alias));
        Path file = directory.resolve("both.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, password);
        }

        try (RunningService service =
                RunningService.start(Map.of("tls.cert", file.toString(), "tls.password", "correct horse"))) {
            assertThat(isPresented(service.viewer(), first.trusted(), certificate(first)))
                    .isTrue();
        }
        assertThatThrownBy(() -> RunningService.start(Map.of("tls.cert", file.toString(), "tls.password", "wrong")))
                .hasMessage("TLS of api: " + file
                        + " and its key cannot be read: PEM, or PKCS#12 with its password, is expected");
    }

    @Test
    void aClientsCertificateStandsForTheTokenOfItsSubject() throws Exception {
        RunningService service = RunningService.stopped(Map.of(
                "tls.cert", first.cert().toString(),
                "tls.key", first.key().toString(),
                "tls.client_ca", erp.cert().toString()));
        service.configure(yaml -> yaml + "  - {name: CN=erp, scopes: [read]}\n");
        service.restart();
        try (service) {
            HttpClient known = Certificate.client(first.presenting(erp));
            HttpClient unknown = Certificate.client(first.presenting(stranger));
            HttpClient without = Certificate.client(first.trusted());

            assertThat(Certificate.get(known, service.api(), "/events", "").statusCode())
                    .isEqualTo(200);
            assertThat(Certificate.get(known, service.api(), "/events", "wrong").statusCode())
                    .as("a token that is given counts")
                    .isEqualTo(401);
            assertThat(Certificate.get(known, service.api(), "/log/checkpoint", "")
                            .statusCode())
                    .isIn(200, 404);
            assertThat(known.send(
                                    HttpRequest.newBuilder(URI.create(service.api() + "/event"))
                                            .POST(HttpRequest.BodyPublishers.ofString(EVENT))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .as("its token may only read")
                    .isEqualTo(403);
            assertThat(Certificate.get(without, service.api(), "/events", "secret_token")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(Certificate.get(without, service.api(), "/events", "").statusCode())
                    .isEqualTo(401);
            assertThatThrownBy(() -> Certificate.get(unknown, service.api(), "/events", ""))
                    .isInstanceOf(IOException.class);
            assertThat(Certificate.get(known, service.viewer(), "/", "").statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> Certificate.get(without, service.viewer(), "/", ""))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Certificate.get(without, service.metricsUri(), "/metrics", ""))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoDoesNotFinishTheHandshakeGivesWayToOthers() throws Exception {
        Map<String, String> settings = new java.util.HashMap<>(settings(first));
        settings.put("connections.api", "4");
        try (RunningService service = RunningService.start(settings)) {
            X509Certificate expected = certificate(first);
            Certificate.get(
                    Certificate.client(first.trusted()), service.api(), "/docs", ""); // from then on all are counted
            List<java.net.Socket> silent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                silent.add(new java.net.Socket(
                        service.api().getHost(), service.api().getPort()));
            }
            Await.until("one more is served", () -> isPresented(service.api(), first.trusted(), expected));
            assertThat(Certificate.get(Certificate.client(first.trusted()), service.metricsUri(), "/metrics", "")
                            .body())
                    .containsPattern("evident_connections_evicted_total\\{listener=\"api\"} [1-9]");
            for (java.net.Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void theCommandsOfTheProgramReachIt() throws Exception {
        try (RunningService service = RunningService.start(settings(first))) {
            HttpClient client = Certificate.client(first.trusted());
            client.send(
                    HttpRequest.newBuilder(URI.create(service.api() + "/event"))
                            .header("Authorization", "secret_token")
                            .POST(HttpRequest.BodyPublishers.ofString(EVENT))
                            .build(),
                    BodyHandlers.ofString());
            Path token = Files.writeString(directory.resolve("token"), "secret_token\n");
            String key = Commands.run(service.configuration(), "key")
                    .requireStatus(0)
                    .out()
                    .strip();
            Await.until("the checkpoint covers the event", () -> checkpoint(client, service)
                    .contains("\n1\n"));

            Commands.Printed verified = Commands.run(
                    service.configuration(),
                    "verify",
                    "--url",
                    service.api().toString(),
                    "--key",
                    key,
                    "--token-file",
                    token.toString(),
                    "--ca-file",
                    first.cert().toString());
            Commands.Printed distrusting = Commands.run(
                    service.configuration(),
                    "verify",
                    "--url",
                    service.api().toString(),
                    "--key",
                    key,
                    "--token-file",
                    token.toString());

            verified.requireStatus(0);
            assertThat(distrusting.requireStatus(2).err()).contains("cannot be reached");
            Path zip = directory.resolve("bundle.zip");
            Commands.run(
                            service.configuration(),
                            "export",
                            "--url",
                            service.api().toString(),
                            "--proofs",
                            zip.toString(),
                            "--token-file",
                            token.toString(),
                            "--ca-file",
                            first.cert().toString())
                    .requireStatus(0);
            assertThat(zip).exists();
        }
    }

    @Test
    void aKeyThatIsMadeIsForItsOwnerAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.key())))
                .isEqualTo("rw-------");
        assertThat(certificate(first).getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .contains("audit.example.org", "localhost", "127.0.0.1");
        assertThat(Commands.run(
                                directory,
                                "tls",
                                "self-signed",
                                "--dir",
                                requireNonNull(first.cert().getParent()).toString())
                        .requireStatus(1)
                        .err())
                .contains("evident.crt exists already");
    }

    private static Map<String, String> settings(Certificate certificate) {
        return Map.of(
                "tls.cert",
                certificate.cert().toString(),
                "tls.key",
                certificate.key().toString());
    }

    private static String checkpoint(HttpClient client, RunningService service) {
        try {
            return Certificate.get(client, service.api(), "/log/checkpoint", "secret_token")
                    .body();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static X509Certificate certificate(Certificate of) throws Exception {
        try (var in = Files.newInputStream(of.cert())) {
            return (X509Certificate)
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static boolean isPresented(URI listener, SSLContext tls, X509Certificate expected) {
        try {
            return Certificate.presented(listener, tls).equals(expected);
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The head of a response to a request that calls the server by this name. */
    private static String head(URI listener, String host) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) first.trusted().getSocketFactory().createSocket(listener.getHost(), listener.getPort())) {
            socket.getOutputStream()
                    .write(("GET /none HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
