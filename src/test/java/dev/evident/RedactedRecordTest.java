package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.BundleCheck;
import dev.evident.verify.CannotCheckException;
import dev.evident.verify.Finding;
import dev.evident.verify.RemoteCheck;
import dev.evident.verify.RemoteLog;
import dev.evident.verify.Verdict;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A missing body is accepted because the log says so, and for no other reason: by verify on the disk, over HTTP and of a
 * bundle, and by the background check.
 */
class RedactedRecordTest {
    private static final int EVENTS = 900;
    private static final long SINGLE = 17;
    private static final long OTHER = 305;

    private final RunningService service = RunningService.start(Map.of("store.scrub_period", "1s"));

    private String other = "";

    @BeforeEach
    void redactSome() {
        String lines = IntStream.range(0, EVENTS)
                .mapToObj(n -> "{\"event_type\":\"t\",\"user_id\":\"" + (n % 3 == 0 ? "quetzal" : "other")
                        + "\",\"variant_data\":{\"n\":" + n + "}}")
                .collect(Collectors.joining("\n"));
        assertThat(service.client().post("/events", Client.NDJSON, lines).statusCode())
                .isEqualTo(201);
        long first = service.client().list("/events?order=asc&limit=1").get(0).seq();
        assertThat(first).isZero();
        other = id(OTHER);
        String id = id(SINGLE);
        admin("/events/" + id + "/redact", new JsonObject().put("reason", "one \"seq\":5, of them"));
        String confirm = admin("/events/redact?user_id=quetzal&dry_run=true", new JsonObject())
                .getString("confirm");
        JsonObject all = admin(
                "/events/redact?user_id=quetzal",
                new JsonObject().put("reason", "all").put("confirm", confirm));
        assertThat(all.getInteger("redacted")).isEqualTo(EVENTS / 3);
        service.client().post("{\"event_type\":\"t\",\"user_id\":\"later\",\"variant_data\":{}}");
        Await.until("the checkpoint covers all", () -> service.client()
                .get("/log/checkpoint")
                .body()
                .lines()
                .skip(1)
                .findFirst()
                .orElse("")
                .equals(String.valueOf(EVENTS + 3)));
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void whatTheLogSaysIsRedactedIsAcceptedEverywhere() {
        assertThat(whatIsFound(remote())).isEmpty();
        assertThat(remote().unchecked()).isEmpty();
        assertThat(whatIsFound(bundle("order=asc"))).isEmpty();
        assertThat(whatIsFound(bundle("order=desc"))).isEmpty();
        assertThat(bundle("order=desc").unchecked()).isEmpty();
        awaitPass();
        assertThat(service.metric("evident_scrub_findings")).isZero();
        service.stop();
        Verified.assertIntact(service.data());
    }

    @Test
    void aBundleWithoutTheEventThatSaysSoSaysWhatIsNotChecked() {
        Verdict verdict = bundle("seq%3C=20&order=asc");

        assertThat(whatIsFound(verdict)).isEmpty();
        assertThat(verdict.unchecked()).singleElement().asString().startsWith("why 8 events have no body");
    }

    @Test
    void aBodyThatSomebodyEmptiedIsNamed() {
        sql("UPDATE event SET body = x'', salt = zeroblob(16) WHERE seq = " + OTHER);

        assertThat(remote().findings().firstSeq()).hasValue(OTHER);
        assertThat(service.client().get("/events?seq=" + OTHER).body())
                .contains("event-damaged")
                .doesNotContain("redacted");
        assertNamed("nothing says why");
    }

    @Test
    void aRowThatPointsToAnotherRedactionIsNamed() {
        long by = new JsonObject(service.client().get("/events/" + id(SINGLE)).body())
                .getJsonObject("redacted")
                .getLong("by");
        forge(by);

        assertThatThrownBy(() -> bundle("order=asc"))
                .isInstanceOf(CannotCheckException.class)
                .hasMessageContaining("event at " + OTHER);
        assertThat(service.client().get("/events?seq=" + OTHER).body()).contains("event-damaged");
        assertThat(remote().findings().firstSeq()).hasValue(OTHER);
        assertNamed("event " + by + " does not say");
    }

    @Test
    void aRowThatPointsToAnyOtherEventIsNamed() {
        forge(OTHER + 1);

        assertThat(service.client().get("/events?seq=" + OTHER).body())
                .contains("event-damaged")
                .doesNotContain("redacted");
        assertNamed("does not say");
    }

    @Test
    void aRowForAnEventThatHasItsBodyIsNamed() {
        sql("INSERT INTO redaction VALUES (" + OTHER + ", zeroblob(32), " + EVENTS + ")");
        service.stop();

        assertThat(whatIsFound(Verified.check(service.data()))).containsExactly(OTHER);
    }

    @Test
    void aRowThatIsGoneOrHasAnotherCommitmentIsNamed() {
        sql("DELETE FROM redaction WHERE seq = " + SINGLE);
        sql("UPDATE redaction SET content = randomblob(32) WHERE seq = 300");
        service.stop();

        assertThat(whatIsFound(Verified.check(service.data()))).containsExactly(SINGLE, 300L);
    }

    @Test
    void aRowThatGivesTheRestToAnotherTenantIsNamed() {
        Client acme = service.client("acme_token");
        String id = Returned.of(acme.post("{\"event_type\":\"t\",\"user_id\":\"of-acme\",\"variant_data\":{}}")
                        .body())
                .id();
        long seq = acme.list("/events?limit=1").get(0).seq();
        admin("/events/" + id + "/redact", new JsonObject().put("reason", "theirs"));
        JsonObject says = new JsonObject(service.client()
                        .list("/events?event_type=evident.event_redacted&limit=1")
                        .get(0)
                        .body())
                .getJsonObject("variant_data");
        assertThat(says.getJsonArray("seqs").encode()).isEqualTo("[" + seq + "]");
        assertThat(says.getJsonArray("tenants").encode()).isEqualTo("[\"acme\"]");
        assertThat(acme.get("/events/" + id).statusCode()).isEqualTo(200);

        service.stop();
        Verified.assertIntact(service.data());
        sql(
                "UPDATE event SET header = CAST(x'00' || 'globex' AS BLOB) WHERE seq = " + seq,
                "UPDATE event SET header = CAST(x'00' || 'acme' AS BLOB) WHERE seq = " + SINGLE);

        assertThat(whatIsFound(Verified.check(service.data()))).containsExactly(SINGLE, seq);
        assertThat(Verified.check(service.data()).findings().kept().get(0).what())
                .contains("another tenant");
    }

    /** On the disk and by the background check. */
    private void assertNamed(String what) {
        Await.until("the alarm", () -> service.health().contains("first at seq " + OTHER));
        assertThat(service.health()).contains("ALARM");
        service.stop();
        Verdict verdict = Verified.check(service.data());
        assertThat(whatIsFound(verdict)).containsExactly(OTHER);
        assertThat(verdict.findings().kept().get(0).what()).contains(what);
    }

    @Test
    void whyItWasRedactedIsSaidByAnEventThatIsIntact() {
        String by = "(SELECT by_seq FROM redaction WHERE seq = " + SINGLE + ")";
        assertThat(service.client().get("/events?seq=" + SINGLE).body()).contains("of them");
        sql("UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'of them', 'of thee') AS BLOB) WHERE seq = "
                + by);

        assertThat(service.client().get("/events?seq=" + SINGLE).body())
                .contains("event-damaged")
                .doesNotContain("of thee");
    }

    /** The commitment is the right one, so that the leaf holds; the event is one that says nothing of this one. */
    private void forge(long by) {
        JsonObject proof = new JsonObject(
                service.client().get("/events/" + other + "/proof").body());
        String content = HexFormat.of()
                .formatHex(new EventLeaf()
                        .content(
                                Base64.getDecoder().decode(proof.getString("salt")),
                                Base64.getDecoder().decode(proof.getString("body"))));
        sql(
                "INSERT INTO redaction VALUES (" + OTHER + ", x'" + content + "', " + by + ")",
                "UPDATE event SET body = x'', salt = zeroblob(16) WHERE seq = " + OTHER);
    }

    private String id(long seq) {
        return service.client().list("/events?seq=" + seq).get(0).id();
    }

    private void awaitPass() {
        double before = service.metric("evident_scrub_last_pass_timestamp_seconds");
        for (int pass = 0; pass < 2; pass++) { // the first may have begun before the redactions
            double last = pass == 0 ? before : service.metric("evident_scrub_last_pass_timestamp_seconds");
            Await.until("a whole pass", () -> service.metric("evident_scrub_last_pass_timestamp_seconds") > last);
        }
    }

    private Verdict remote() {
        return new RemoteCheck(new RemoteLog(service.api(), "secret_token"), keys(), null, true)
                .run((done, total) -> {});
    }

    private Verdict bundle(String query) {
        try (InputStream zip =
                new RemoteLog(service.api(), "secret_token").bundle(query).orElseThrow()) {
            return new BundleCheck(keys()).run(zip, done -> {}).verdict();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<VerifierKey> keys() {
        return List.of(VerifierKey.parse(service.client().get("/log/key").body().strip()));
    }

    private static List<Long> whatIsFound(Verdict verdict) {
        return verdict.findings().kept().stream().map(Finding::from).toList();
    }

    private JsonObject admin(String target, JsonObject body) {
        return new JsonObject(service.client("admin_token")
                .post(target, Client.JSON, body.isEmpty() ? "" : body.encode())
                .body());
    }

    private void sql(String... statements) {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + service.data().resolve("events.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
