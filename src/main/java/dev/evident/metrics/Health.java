package dev.evident.metrics;

import dev.evident.bus.Address;
import dev.evident.bus.ApiMessages;
import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.LogMessages;
import dev.evident.bus.ScrubMessages;
import dev.evident.bus.StoreMessages;
import dev.evident.event.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether requests should be sent to this process.
 *
 * <p>The store and the API decide: without them nothing can be accepted. An index that is behind, rebuilding or silent makes the
 * process degraded, not down, since events are still accepted and unfiltered pages still served; a load balancer that
 * took it out would turn a slower search into lost writes. The same holds for a log whose checkpoints are late or
 * contradicted by a witness: an alarm for people, not for load balancers. Filtered queries answer 503 for themselves meanwhile.
 */
final class Health {
    /** How long a component may take to answer, in seconds. */
    private static final long PATIENCE_S = 2;

    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final Bus bus;

    Health(Bus bus) {
        this.bus = bus;
    }

    /** One component's state, under the names that monitoring tools know. */
    private enum Status {
        UP,
        DEGRADED,
        DOWN
    }

    private record Component(String name, Status status, String detail) {
        JsonObject json() {
            return JsonObject.of("name", name, "status", status.name(), "detail", detail);
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
        Future<Component> store = ask("store", StoreMessages.CHECK, Status.DOWN);
        Future<Component> index = ask("index", IndexMessages.CHECK, Status.DEGRADED);
        Future<Component> log = ask("log", LogMessages.CHECK, Status.DEGRADED);
        Future<Component> scrub = ask("scrub", ScrubMessages.CHECK, Status.DEGRADED);
        Future<Component> api = ask("api", ApiMessages.CHECK, Status.DOWN);
        return Future.all(store, index, log, scrub, api)
                .map(all ->
                        report(List.of(store.result(), index.result(), log.result(), scrub.result(), api.result())));
    }

    private static Report report(List<Component> components) {
        boolean up = components.stream().noneMatch(component -> component.status == Status.DOWN);
        JsonArray checks = new JsonArray();
        components.forEach(component -> checks.add(component.json()));
        return new Report(up, JsonObject.of("status", (up ? Status.UP : Status.DOWN).name(), "checks", checks));
    }

    private Future<Component> ask(String name, Address<Check.Question, Check> address, Status otherwise) {
        return bus.request(address, Check.Question.HOW_ARE_YOU)
                .timeout(PATIENCE_S, TimeUnit.SECONDS)
                .map(check -> new Component(name, check.ready() ? Status.UP : otherwise, check.detail()))
                .otherwise(failure -> new Component(name, otherwise, reason(name, failure)));
    }

    private static String reason(String name, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "No answer within " + PATIENCE_S + " seconds.";
        }
        if (failure instanceof ProblemException answered) {
            return answered.problem().detail();
        }
        log.warn("The check of the {} failed: {}", name, failure.toString());
        return "The check failed; the log says why.";
    }
}
