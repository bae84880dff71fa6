package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Commands;
import dev.evident.LoggedErrors;
import dev.evident.RunningService;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens change while the service runs. */
class TokenChangesTest {

    @Test
    void aRevokedTokenIsRefusedAndLosesWhatItHadOpen() throws Exception {
        try (RunningService service = RunningService.start(Map.of("audit.events", "true"));
                TailClient revoked = new TailClient(service, "reader_token", "/events", null);
                TailClient other = new TailClient(service, "secret_token", "/events", null)) {
            Commands.run(service.configuration(), "token", "revoke", "--name", "reader")
                    .requireStatus(0);

            Await.until("it has ended", () -> hasEnded(revoked));
            assertThat(service.client("reader_token").get("/events").statusCode())
                    .isEqualTo(401);
            assertThat(service.client("admin_token").get("/events").statusCode())
                    .isEqualTo(200);
            Await.until("it is recorded", () -> service.client()
                    .get("/events?event_type=evident.config_changed")
                    .body()
                    .contains("\"tokens_removed\":[\"reader\"]"));
            assertThat(other.events(1)).hasSize(1); // the event that says so
            service.restart();
            assertThat(new JsonArray(service.client()
                            .get("/events?event_type=evident.config_changed")
                            .body()))
                    .as("it is told once")
                    .hasSize(1);
        }
    }

    @Test
    void anExpiredTokenIsRefusedAndLosesWhatItHadOpen() throws Exception {
        RunningService service = RunningService.stopped(Map.of());
        service.restart();
        try (service) {
            Instant end = Instant.now().plus(6, ChronoUnit.SECONDS);
            service.configure(yaml ->
                    yaml + "  - {name: guest, secret: guest_token, scopes: [read], expires: \"" + end + "\"}\n");
            service.restart();
            try (TailClient tail = new TailClient(service, "guest_token", "/events", null)) {
                assertThat(Instant.now()).isBefore(end);
                Await.until("it has ended", () -> hasEnded(tail));
                assertThat(Instant.now()).isAfterOrEqualTo(end);
            }
            assertThat(service.client("guest_token").get("/events").body()).contains("The token has expired.");
        }
    }

    @Test
    void aMadeTokenIsTakenUpWithoutARestartAndOneWithOtherRightsIsCutOff(@TempDir Path directory) throws Exception {
        try (RunningService service = RunningService.start();
                TailClient narrowed = new TailClient(service, "reader_token", "/events", null)) {
            Path secret = directory.resolve("made.token");
            String line = Commands.run(
                            service.configuration(),
                            "token",
                            "create",
                            "--name",
                            "made",
                            "--scope",
                            "read,write",
                            "--tenant",
                            "acme",
                            "--expires",
                            "1d",
                            "--out",
                            secret.toString())
                    .requireStatus(0)
                    .out();
            service.configure(yaml -> yaml.replace(
                            "{name: reader, secret: reader_token, scopes: [read]}",
                            "{name: reader, secret: reader_token, scopes: [write]}")
                    + line);
            String made = Files.readString(secret).strip();

            assertThat(made).startsWith("evd_");
            assertThat(line).doesNotContain(made);
            Await.until(
                    "the new one works",
                    () -> service.client(made).get("/events").statusCode() == 200);
            Await.until("the narrowed one is cut off", () -> hasEnded(narrowed));
            assertThat(service.client("reader_token").get("/events").statusCode())
                    .isEqualTo(403);
            String mistyped = made.substring(0, made.length() - 1);
            assertThat(service.client(mistyped).get("/events").statusCode()).isEqualTo(401);
            assertThat(Commands.run(service.configuration(), "token", "list")
                            .requireStatus(0)
                            .out())
                    .contains("\"made\" read,write tenant \"acme\" expires 2")
                    .contains("\"demo\" read,write (on loopback only)")
                    .doesNotContain(made, "secret_token", "sha256");
        }
    }

    @Test
    void aRefusedFileChangesNothingAndHalfAFileBringsNoDemoToken() throws Exception {
        RunningService service = RunningService.stopped(Map.of());
        service.configure(yaml -> yaml.replace("secret_token", "a-secret-of-our-own"));
        service.restart();
        try (service;
                LoggedErrors errors = LoggedErrors.watch()) {
            Files.writeString(service.configuration(), "");
            Await.until("it is refused", () -> saysSo(errors, "the secret of demo can be guessed"));
            assertThat(service.client("secret_token").get("/events").statusCode())
                    .isEqualTo(401);

            Files.writeString(service.configuration(), "tokens: [");
            Await.until("it is refused", () -> saysSo(errors, "evident.yaml line 1"));
            assertThat(service.client("a-secret-of-our-own").get("/events").statusCode())
                    .isEqualTo(200);
        }
    }

    private static boolean saysSo(LoggedErrors errors, String why) {
        List<String> lines = errors.lines();
        return lines.stream().anyMatch(line -> line.contains("configuration is refused") && line.contains(why));
    }

    private static boolean hasEnded(TailClient tail) {
        try {
            return tail.nextOrEnd() == null;
        } catch (IOException cut) {
            return true;
        }
    }
}
