package dev.evident.metrics;

import dev.evident.bus.Address;
import dev.evident.bus.ApiMessages;
import dev.evident.bus.BackupMessages;
import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.bus.Check.Status;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.LogMessages;
import dev.evident.bus.ScrubMessages;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether requests should be sent to this process.
 *
 * <p>Each component says how it is, and the worst of it is the whole. Without the store and the API nothing can be accepted,
 * so they can be down. An index that is behind, rebuilding or silent makes the
 * process degraded, not down, since events are still accepted and unfiltered pages still served; a load balancer that
 * took it out would turn a slower search into lost writes. The same holds for a log whose checkpoints are late or
 * contradicted by a witness: an alarm for people, not for load balancers. Filtered queries fail with 503 by themselves meanwhile.
 */
final class Health {
    /** How long a component may take to respond, in seconds. */
    private static final long CHECK_TIMEOUT_S = 2;

    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final Bus bus;

    Health(Bus bus) {
        this.bus = bus;
    }

    private record Component(String name, Check check) {
        JsonObject json() {
            return JsonObject.of("name", name, "status", check.status().name(), "detail", check.detail());
        }
    }

    /**
     * What the components say.
     *
     * @param up whether requests should be sent here
     * @param json the same for people: {@code {"status", "checks": [{"name", "status", "detail"}]}}
     */
    record Report(boolean up, JsonObject json) {}

    /** Asks every component at once. Never fails, and takes no longer than two seconds. */
    Future<Report> report() {
        Future<Component> store = ask("store", StoreMessages.CHECK, Check::down);
        Future<Component> index = ask("index", IndexMessages.CHECK, Check::degraded);
        Future<Component> log = ask("log", LogMessages.CHECK, Check::degraded);
        Future<Component> scrub = ask("scrub", ScrubMessages.CHECK, Check::degraded);
        Future<Component> backup = ask("backup", BackupMessages.CHECK, Check::degraded);
        Future<Component> api = ask("api", ApiMessages.CHECK, Check::down);
        return Future.all(List.of(store, index, log, scrub, backup, api))
                .map(all -> report(List.of(
                        store.result(), index.result(), log.result(), scrub.result(), backup.result(), api.result())));
    }

    private static Report report(List<Component> components) {
        Status worst = components.stream()
                .map(component -> component.check.status())
                .max(Comparator.naturalOrder())
                .orElse(Status.UP);
        JsonArray checks = new JsonArray();
        components.forEach(component -> checks.add(component.json()));
        return new Report(worst != Status.DOWN, JsonObject.of("status", worst.name(), "checks", checks));
    }

    /** A component that does not respond is as its absence means. */
    private Future<Component> ask(String name, Address<Check.Request, Check> address, Function<String, Check> absent) {
        return bus.request(address, Check.Request.HOW_ARE_YOU)
                .timeout(CHECK_TIMEOUT_S, TimeUnit.SECONDS)
                .map(check -> new Component(name, check))
                .otherwise(failure -> new Component(name, absent.apply(reason(name, failure))));
    }

    private static String reason(String name, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "No response within " + CHECK_TIMEOUT_S + " seconds.";
        }
        if (failure instanceof ProblemException refused) {
            return refused.problem().detail();
        }
        log.warn("The check of the {} failed: {}", name, failure.toString());
        return "The check failed; the log says why.";
    }
}
