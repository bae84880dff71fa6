package dev.evident.bench.pictures;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.log.PastRecord.Past;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What happens in an office within some days: more by day than by night, more in the week than at its end. */
public final class OfficeEvents {
    private static final String HOST = "@northwind.example";
    private static final List<String> PEOPLE = List.of(
            "maria.kovac",
            "lena.fischer",
            "j.okafor",
            "tom.nguyen",
            "aisha.rahman",
            "p.lindqvist",
            "dora.weiss",
            "n.petrov",
            "sam.ortiz",
            "yuki.tanaka",
            "r.silva",
            "admin");
    private static final List<String> SERVICES = List.of("svc-billing", "svc-ci", "svc-backup");
    private static final List<String> COUNTRIES = List.of("DE", "SE", "US", "JP", "GB");
    private static final List<String> DOCUMENTS = List.of(
            "Q3 forecast.xlsx",
            "Payroll 2026-10.csv",
            "Board minutes.docx",
            "Customer list.csv",
            "Master services agreement.pdf",
            "Pen-test report.pdf");

    /** Kinds of events, and how many of a thousand are of each. */
    private enum Kind {
        VIEWED("document.viewed", 330),
        LOGIN("user.login", 200),
        INVOICE("invoice.updated", 115),
        EXPORTED("document.exported", 85),
        EXPIRED("session.expired", 65),
        LOGIN_FAILED("user.login_failed", 60),
        SETTINGS("settings.changed", 40),
        GRANTED("role.granted", 33),
        INVITED("user.invited", 25),
        REVOKED("role.revoked", 22),
        KEY_CREATED("apikey.created", 15),
        KEY_DELETED("apikey.deleted", 10);

        private final String type;
        private final int share;

        Kind(String type, int share) {
            this.type = type;
            this.share = share;
        }
    }

    private final SplittableRandom random;

    /**
     * @param seed chooses the sequence
     */
    public OfficeEvents(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Events between two times, ascending. */
    public List<Past> between(Instant from, Instant to) {
        List<Past> events = new ArrayList<>();
        Instant at = from;
        while (true) {
            double gap = -Math.log(1 - random.nextDouble())
                    / perHour(at)
                    * Duration.ofHours(1).toMillis();
            at = at.plusMillis(Math.max(1, Math.round(gap)));
            if (!at.isBefore(to)) {
                return events;
            }
            events.add(new Past(at, event(kind()).encode().getBytes(UTF_8)));
        }
    }

    private static double perHour(Instant at) {
        LocalDateTime time = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
        double fromNoon = (time.getHour() + time.getMinute() / 60.0 - 12.5) / 3.2;
        boolean weekend = time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY;
        return 9 + (weekend ? 22 : 88) * Math.exp(-fromNoon * fromNoon / 2);
    }

    private Kind kind() {
        int place = random.nextInt(1_000);
        for (Kind kind : Kind.values()) {
            place -= kind.share;
            if (place < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares are less than a thousand");
    }

    private JsonObject event(Kind kind) {
        JsonObject data = data(kind);
        if (kind != Kind.EXPIRED) {
            data.put("ip", (random.nextInt(3) == 0 ? "10.4.0." : "203.0.113.") + (10 + random.nextInt(60)));
            data.put("country", skewed(COUNTRIES));
        }
        return new JsonObject()
                .put("event_type", kind.type)
                .put("user_id", user(kind))
                .put("variant_data", data);
    }

    private JsonObject data(Kind kind) {
        return switch (kind) {
            case VIEWED -> new JsonObject().put("document", skewed(DOCUMENTS));
            case EXPORTED ->
                new JsonObject()
                        .put("document", skewed(DOCUMENTS))
                        .put("format", any(List.of("pdf", "csv", "xlsx")))
                        .put("rows", 40 + random.nextInt(40_000));
            case LOGIN ->
                new JsonObject()
                        .put("method", any(List.of("sso", "passkey", "password")))
                        .put("mfa", random.nextInt(8) > 0);
            case LOGIN_FAILED ->
                new JsonObject()
                        .put("reason", any(List.of("bad_password", "mfa_timeout", "account_locked")))
                        .put("attempt", 1 + random.nextInt(5));
            case EXPIRED -> new JsonObject().put("after_minutes", 30);
            case INVOICE ->
                new JsonObject()
                        .put("invoice", "INV-" + (21_000 + random.nextInt(6_000)))
                        .put("changes", invoiceChanges());
            case SETTINGS -> new JsonObject().put("setting", "password_policy").put("changes", policyChanges());
            case GRANTED, REVOKED ->
                new JsonObject()
                        .put("role", any(List.of("billing", "viewer", "owner", "auditor")))
                        .put("target", person());
            case INVITED ->
                new JsonObject()
                        .put("target", "new.hire" + random.nextInt(90) + HOST)
                        .put("role", "viewer");
            case KEY_CREATED, KEY_DELETED ->
                new JsonObject().put("key", "ak_live_" + Integer.toHexString(random.nextInt(0x100000, 0x1000000)));
        };
    }

    private JsonObject invoiceChanges() {
        int cents = 12_000 + random.nextInt(900_000);
        return new JsonObject()
                .put("status", change("draft", any(List.of("sent", "paid", "void"))))
                .put("total_cents", change(cents, cents + 100 * random.nextInt(1, 400)));
    }

    private JsonObject policyChanges() {
        return new JsonObject()
                .put("session_timeout_minutes", change(60, 30))
                .put("require_mfa", change(false, true))
                .put("allowed_networks", change(List.of("10.4.0.0/24"), List.of("10.4.0.0/24", "203.0.113.0/24")));
    }

    private static JsonObject change(Object from, Object to) {
        return new JsonObject().put("from", from).put("to", to);
    }

    private String user(Kind kind) {
        boolean byService = kind != Kind.SETTINGS && kind != Kind.LOGIN && random.nextInt(4) == 0;
        return byService ? skewed(SERVICES) : person();
    }

    private String person() {
        return skewed(PEOPLE) + HOST;
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** The first are more frequent. */
    private String skewed(List<String> of) {
        double share = random.nextDouble();
        return of.get((int) (share * share * of.size()));
    }
}
